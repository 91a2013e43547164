package io.parley.privacy;

import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Key rows that a test can inspect and remove. */
final class KeysInMemory implements KeyRows {

    record Place(TenantId tenant, CustomerId customer, int generation) {}

    record TenantPlace(TenantId tenant, String use, int version) {}

    final Map<Place, CustomerRow> customers = new ConcurrentHashMap<>();
    final Map<TenantPlace, TenantRow> tenants = new ConcurrentHashMap<>();
    boolean away;
    int reads;

    /** Run before each part is scanned. */
    Runnable beforeScan = () -> {};

    private <T> CompletionStage<T> answer(T value) {
        return away
                ? CompletableFuture.failedStage(new IllegalStateException("away"))
                : CompletableFuture.completedStage(value);
    }

    @Override
    public CompletionStage<List<CustomerRow>> ofCustomer(TenantId tenant, CustomerId customer) {
        reads++;
        List<CustomerRow> rows = new ArrayList<>();
        customers.forEach((place, row) -> {
            if (place.tenant().equals(tenant) && place.customer().equals(customer)) {
                rows.add(row);
            }
        });
        return answer(rows);
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row) {
        return answer(!away && customers.putIfAbsent(new Place(tenant, customer, row.generation()), row) == null);
    }

    @Override
    public CompletionStage<Boolean> rewrap(
            TenantId tenant, CustomerId customer, CustomerRow before, CustomerRow after) {
        return answer(!away
                && changed(
                        customers,
                        new Place(tenant, customer, before.generation()),
                        row -> row.wrapped() != null && row.epoch() == before.epoch(),
                        after));
    }

    @Override
    public CompletionStage<Void> destroy(TenantId tenant, CustomerId customer, int generation, Instant at) {
        customers.computeIfPresent(
                new Place(tenant, customer, generation),
                (place, row) -> new CustomerRow(generation, row.epoch(), null));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> scan(int part, Function<List<OwnedRow>, CompletionStage<Void>> each) {
        beforeScan.run();
        List<OwnedRow> rows = new ArrayList<>();
        customers.forEach((place, row) -> {
            if (Math.floorMod(place.customer().hashCode(), PARTS) == part) {
                rows.add(new OwnedRow(place.tenant(), place.customer(), row));
            }
        });
        return answer(rows).thenCompose(found -> found.isEmpty() ? answer(null) : each.apply(found));
    }

    @Override
    public CompletionStage<List<TenantRow>> ofTenant(TenantId tenant, String use) {
        return answer(tenants.entrySet().stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant)
                        && entry.getKey().use().equals(use))
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingInt(TenantRow::version))
                .toList());
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, String use, TenantRow row) {
        return answer(!away && tenants.putIfAbsent(new TenantPlace(tenant, use, row.version()), row) == null);
    }

    @Override
    public CompletionStage<Boolean> change(TenantId tenant, String use, TenantRow before, TenantRow after) {
        return answer(!away
                && changed(
                        tenants,
                        new TenantPlace(tenant, use, before.version()),
                        row -> row.root() == before.root()
                                && row.moved() == before.moved()
                                && Objects.equals(row.emptiedAt(), before.emptiedAt())
                                && Objects.equals(row.destroyedAt(), before.destroyedAt()),
                        after));
    }

    private static <K, V> boolean changed(Map<K, V> all, K place, Predicate<V> expected, V after) {
        boolean[] changed = new boolean[1];
        all.computeIfPresent(place, (key, row) -> {
            changed[0] = expected.test(row);
            return changed[0] ? after : row;
        });
        return changed[0];
    }
}
