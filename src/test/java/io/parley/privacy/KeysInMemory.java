package io.parley.privacy;

import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Key rows that a test can look at and take away. */
final class KeysInMemory implements KeyRows {

    final Map<String, CustomerRow> customers = new ConcurrentHashMap<>();
    final Map<String, TenantRow> tenants = new ConcurrentHashMap<>();
    boolean away;
    int reads;

    private static String key(TenantId tenant, CustomerId customer, int generation) {
        return tenant + "|" + customer + "|" + generation;
    }

    private <T> CompletionStage<T> answer(T value) {
        return away
                ? CompletableFuture.failedStage(new IllegalStateException("away"))
                : CompletableFuture.completedStage(value);
    }

    @Override
    public CompletionStage<List<CustomerRow>> ofCustomer(TenantId tenant, CustomerId customer) {
        reads++;
        List<CustomerRow> rows = new ArrayList<>();
        customers.forEach((key, row) -> {
            if (key.equals(key(tenant, customer, row.generation()))) {
                rows.add(row);
            }
        });
        return answer(rows);
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row) {
        return answer(!away && customers.putIfAbsent(key(tenant, customer, row.generation()), row) == null);
    }

    @Override
    public CompletionStage<Void> destroy(TenantId tenant, CustomerId customer, int generation, Instant at) {
        customers.computeIfPresent(
                key(tenant, customer, generation), (key, row) -> new CustomerRow(generation, row.epoch(), null));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<TenantRow>> ofTenant(TenantId tenant, String use, int version) {
        return answer(Optional.ofNullable(tenants.get(tenant + use + version)));
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, String use, int version, TenantRow row) {
        return answer(!away && tenants.putIfAbsent(tenant + use + version, row) == null);
    }
}
