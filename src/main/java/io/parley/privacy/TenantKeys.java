package io.parley.privacy;

import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.privacy.KeyRows.CustomerRow;
import io.parley.privacy.KeyRows.TenantRow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tenants' own keys in the memory of a node: each unwrapped by the KMS once, and checked again as often as customers' keys are, so that a
 * new epoch is in use and a destroyed one forgotten within {@link PrivacySettings#revalidate()}. Thread-safe; never blocks.
 */
final class TenantKeys {

    /** Wraps the keys of customers; its versions are the epochs. */
    static final String CUSTOMERS = "customers";
    /** Derives customers' ids. It only ever has one version, because ids never change. */
    static final String IDS = "ids";

    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);
    private static final String FIRST = "a node";

    /** A customer's stored key has been altered. */
    static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Damaged(String message) {
            super(message);
        }
    }

    /**
     * The epochs of a tenant's key, as known to a node for at most a minute.
     *
     * @param rows the newest last; never empty
     */
    record Epochs(List<TenantRow> rows, long freshUntil) {
        TenantRow newest() {
            return rows.get(rows.size() - 1);
        }

        @Nullable TenantRow of(int version) {
            return rows.stream()
                    .filter(row -> row.version() == version)
                    .findFirst()
                    .orElse(null);
        }
    }

    private record Wrapped(TenantId tenant, String use, int version) {}

    private final KeyRows rows;
    private final Kms kms;
    private final Duration revalidate;
    private final Executor blocking;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<TenantId, CompletableFuture<Epochs>> epochs = new ConcurrentHashMap<>();
    private final Map<TenantId, CompletableFuture<byte[]>> ids = new ConcurrentHashMap<>();
    private final Map<Wrapped, CompletableFuture<byte[]>> unwrapped = new ConcurrentHashMap<>();

    TenantKeys(KeyRows rows, Kms kms, Duration revalidate, Executor blocking, Clock clock, LongSupplier nanos) {
        this.rows = rows;
        this.kms = kms;
        this.revalidate = revalidate;
        this.blocking = blocking;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** The key that customers' ids are derived with. */
    CompletableFuture<byte[]> ids(TenantId tenant) {
        return remembered(
                ids, tenant, () -> found(tenant, IDS).thenCompose(all -> key(tenant, IDS, all.get(all.size() - 1))));
    }

    /**
     * Loads what is needed to seal and open any customer's values, so that the KMS may be unavailable from then on; reads nothing if it is
     * already loaded. If the key of an older epoch is missing, only the data under that epoch stays closed.
     *
     * @return fails if nothing can be sealed
     */
    CompletionStage<Void> ready(TenantId tenant) {
        CompletableFuture<Epochs> known = epochs.get(tenant);
        CompletionStage<Epochs> epochs = known != null && !known.isCompletedExceptionally() ? known : epochs(tenant);
        return ids(tenant).thenCompose(pepper -> epochs).thenCompose(all -> {
            CompletableFuture<?>[] older = all.rows().stream()
                    .filter(row -> row.version() != all.newest().version() && row.wrapped() != null)
                    .map(row -> key(tenant, CUSTOMERS, row).exceptionally(failure -> {
                        LOG.warn(
                                "customers' keys in epoch {} of tenant {} cannot be unwrapped: {}",
                                row.version(),
                                tenant,
                                String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
                        return new byte[0];
                    }))
                    .toArray(CompletableFuture<?>[]::new);
            return CompletableFuture.allOf(older)
                    .thenCompose(done -> key(tenant, CUSTOMERS, all.newest()))
                    .thenAccept(newest -> {});
        });
    }

    /** Returns epochs that are no older than {@link PrivacySettings#revalidate()}. */
    CompletionStage<Epochs> epochs(TenantId tenant) {
        while (true) {
            CompletableFuture<Epochs> known = epochs.get(tenant);
            if (known != null && usable(known)) {
                return known;
            }
            CompletableFuture<Epochs> mine = new CompletableFuture<>();
            if (known == null ? epochs.putIfAbsent(tenant, mine) == null : epochs.replace(tenant, known, mine)) {
                // Counted from before the read, so that changes after it are noticed in time.
                long freshUntil = nanos.getAsLong() + revalidate.toNanos();
                CompletableFuture.completedStage(tenant)
                        .thenCompose(owner -> found(owner, CUSTOMERS))
                        .thenApply(all -> new Epochs(List.copyOf(all), freshUntil))
                        .whenComplete((all, failure) -> {
                            if (failure == null) {
                                noted(tenant, found(known), all);
                                mine.complete(all);
                            } else {
                                mine.completeExceptionally(failure);
                            }
                        });
                return mine;
            }
        }
    }

    private boolean usable(CompletableFuture<Epochs> known) {
        Epochs found = found(known);
        return found == null ? !known.isDone() : found.freshUntil() - nanos.getAsLong() > 0;
    }

    /** Returns null while they are being looked up, and if that has failed. */
    private static @Nullable Epochs found(@Nullable CompletableFuture<Epochs> known) {
        return known == null || known.isCompletedExceptionally() ? null : known.getNow(null);
    }

    /** Marks the epochs as having to be looked up again. */
    void doubt(TenantId tenant) {
        epochs.computeIfPresent(tenant, (owner, known) -> {
            Epochs found = found(known);
            return found == null
                    ? known
                    : CompletableFuture.completedFuture(new Epochs(found.rows(), nanos.getAsLong()));
        });
    }

    private void noted(TenantId tenant, @Nullable Epochs before, Epochs now) {
        for (TenantRow row : now.rows()) {
            if (row.wrapped() == null) {
                unwrapped.remove(new Wrapped(tenant, CUSTOMERS, row.version()));
            }
            TenantRow known = before == null ? null : before.of(row.version());
            if (before != null && known == null) {
                LOG.info(
                        "AUDIT: customers' keys of tenant {} are wrapped by epoch {} from now on, begun by {} at {}",
                        tenant,
                        row.version(),
                        row.madeBy(),
                        row.madeAt());
            }
            if (known != null && known.destroyedAt() == null && row.destroyedAt() != null) {
                LOG.info(
                        "AUDIT: epoch {} of the key of tenant {} was destroyed at {}",
                        row.version(),
                        tenant,
                        row.destroyedAt());
            }
        }
    }

    /** Returns the key itself; fails with {@link Kms.Lost} if it was destroyed, and with {@link Kms.Unavailable} while the KMS is. */
    CompletableFuture<byte[]> key(TenantId tenant, String use, TenantRow row) {
        byte[] wrapped = row.wrapped();
        if (wrapped == null) {
            return CompletableFuture.failedFuture(
                    new Kms.Lost("version " + row.version() + " of a key of tenant " + tenant + " was destroyed"));
        }
        return remembered(
                unwrapped,
                new Wrapped(tenant, use, row.version()),
                () -> CompletableFuture.supplyAsync(() -> kms.unwrap(tenant, row.root(), wrapped), blocking));
    }

    /** Returns a customer's key wrapped by the newest epoch, as it is to be stored. */
    CompletionStage<CustomerRow> wrapped(TenantId tenant, CustomerId customer, int generation, byte[] key) {
        return epochs(tenant).thenCompose(all -> key(tenant, CUSTOMERS, all.newest())
                .thenApply(wrapping -> new CustomerRow(
                        generation,
                        all.newest().version(),
                        Aes.seal(wrapping, bound(tenant, customer, generation), key))));
    }

    /** Returns the key in a row that is not destroyed. */
    CompletionStage<byte[]> opened(TenantId tenant, CustomerId customer, CustomerRow row, TenantRow epoch) {
        return key(tenant, CUSTOMERS, epoch).thenApply(wrapping -> {
            byte[] key = Aes.open(
                    wrapping, bound(tenant, customer, row.generation()), Objects.requireNonNull(row.wrapped()));
            if (key == null) {
                throw new Damaged("the key of " + tenant + "/" + customer + " was not wrapped by epoch "
                        + epoch.version() + " of its tenant's");
            }
            return key;
        });
    }

    /**
     * Wraps a customer's key by the newest epoch instead of an older one.
     *
     * @return false if it has meanwhile been re-wrapped or destroyed elsewhere
     */
    CompletionStage<Boolean> rewrap(TenantId tenant, CustomerId customer, CustomerRow row, byte[] key) {
        return wrapped(tenant, customer, row.generation(), key)
                .thenCompose(after -> rows.rewrap(tenant, customer, row, after));
    }

    private static String bound(TenantId tenant, CustomerId customer, int generation) {
        return tenant.value() + "|" + customer.value() + "|" + generation + "|key";
    }

    /** Returns all rows, at least one: makes the first if there is none. */
    private CompletionStage<List<TenantRow>> found(TenantId tenant, String use) {
        return rows.ofTenant(tenant, use)
                .thenCompose(all -> all.isEmpty()
                        ? requireRootKey(tenant)
                                .thenCompose(done -> fresh(tenant, 1, FIRST))
                                .thenCompose(row -> rows.add(tenant, use, row))
                                .thenCompose(added -> found(tenant, use))
                        : CompletableFuture.completedStage(all));
    }

    /**
     * Completes if the root key that wrapped the newest of a tenant's keys is available, or the tenant has none yet; fails as
     * {@link Kms#unwrap} does. Must be called before the KMS may make a root key: if its keys are not mounted, it would make another first
     * one, unknown to all other nodes.
     */
    CompletionStage<Void> requireRootKey(TenantId tenant) {
        return rows.ofTenant(tenant, CUSTOMERS)
                .thenCombine(rows.ofTenant(tenant, IDS), (epochs, ids) -> epochs.isEmpty() ? ids : epochs)
                .thenAcceptAsync(
                        all -> {
                            byte[] wrapped = all.isEmpty()
                                    ? null
                                    : all.get(all.size() - 1).wrapped();
                            if (wrapped != null) {
                                kms.unwrap(tenant, all.get(all.size() - 1).root(), wrapped);
                            }
                        },
                        blocking);
    }

    /** Makes a random key, wrapped by the newest root key; see {@link #requireRootKey}. */
    CompletionStage<TenantRow> fresh(TenantId tenant, int version, String by) {
        return CompletableFuture.supplyAsync(
                () -> {
                    int root = kms.version(tenant);
                    return TenantRow.made(version, root, kms.wrap(tenant, root, Aes.newKey()), clock.instant(), by);
                },
                blocking);
    }

    private static <K, V> CompletableFuture<V> remembered(
            Map<K, CompletableFuture<V>> all, K wanted, Supplier<CompletionStage<V>> fetch) {
        CompletableFuture<V> known = all.get(wanted);
        if (known != null) {
            return known;
        }
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = all.putIfAbsent(wanted, mine);
        if (other != null) {
            return other;
        }
        CompletableFuture.completedStage(fetch).thenCompose(Supplier::get).whenComplete((value, failure) -> {
            if (failure == null) {
                mine.complete(value);
            } else {
                // The next caller tries again.
                all.remove(wanted, mine);
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }
}
