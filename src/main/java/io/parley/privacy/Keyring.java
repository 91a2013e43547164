package io.parley.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.parley.ClusterMessage;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.kit.Keys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a node: tenants' own, and those of recently active customers. A customer's key is random and wrapped by the tenant's, which
 * the KMS unwraps once. Thread-safe; nothing here blocks its caller.
 */
public final class Keyring {

    /**
     * A customer's key was destroyed. Sent to all nodes; best effort, because they otherwise find out within
     * {@link PrivacySettings#revalidate()}.
     */
    public record Destroyed(TenantId tenant, CustomerId customer) implements ClusterMessage {}

    /** Keys unused for this long leave memory, as do the contents of each {@link ErasableCache}. */
    static final Duration KEPT = ErasableCache.KEPT;

    private static final Logger LOG = LoggerFactory.getLogger(Keyring.class);

    private record Owner(TenantId tenant, CustomerId customer) {}

    private record Held(CustomerKeys keys, AtomicReference<@Nullable CompletableFuture<CustomerKeys>> loading) {}

    /** A customer's keys as looked up. */
    private record FoundKeys(Map<Integer, byte[]> live, Set<Integer> destroyed) {}

    private final KeyRows rows;
    private final TenantKeys tenantKeys;
    private final KeyEpochs epochs;
    private final PrivacySettings settings;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Cache<Owner, Held> customers;
    /** Receives destroyed keys; notifies only this node until {@link #onDestroyed} is called. */
    private volatile Consumer<Destroyed> destructionFollower =
            destroyed -> forget(destroyed.tenant(), destroyed.customer());

    private final Set<Consumer<Destroyed>> followers = ConcurrentHashMap.newKeySet();

    /**
     * @param blocking runs calls to the KMS
     * @param nanos as {@link System#nanoTime()}
     */
    public Keyring(
            KeyRows rows, Kms kms, PrivacySettings settings, Executor blocking, Clock clock, LongSupplier nanos) {
        this.rows = rows;
        this.tenantKeys = new TenantKeys(rows, kms, settings.revalidate(), blocking, clock, nanos);
        this.epochs = new KeyEpochs(rows, kms, tenantKeys, settings, blocking, clock);
        this.settings = settings;
        this.clock = clock;
        this.nanos = nanos;
        this.customers = Caffeine.newBuilder()
                .maximumSize(settings.keyCache())
                .expireAfterAccess(KEPT)
                .ticker(nanos::getAsLong)
                // Expires entries even if the cache is no longer used.
                .scheduler(Scheduler.systemScheduler())
                .removalListener((@Nullable Owner owner, @Nullable Held held, RemovalCause cause) -> {
                    if (held != null && cause == RemovalCause.EXPIRED) {
                        // An entity that still has them gets new ones at their next use, to be notified if those are
                        // destroyed.
                        held.keys().outdated();
                    }
                })
                .build();
    }

    // ---- customers ----

    /** Returns the existing keys; perhaps none that can seal. */
    public CompletionStage<CustomerKeys> of(TenantId tenant, CustomerId customer) {
        if (!settings.sealing()) {
            return CompletableFuture.completedStage(CustomerKeys.off(tenant, customer));
        }
        Held held = customers.get(
                new Owner(tenant, customer),
                owner -> new Held(new CustomerKeys(tenant, customer, false, nanos), new AtomicReference<>()));
        return held.keys().fresh() ? CompletableFuture.completedStage(held.keys()) : lookUp(held);
    }

    /** As {@link #of}, before something is stored: creates a key if there is none. */
    public CompletionStage<CustomerKeys> toSeal(TenantId tenant, CustomerId customer) {
        return of(tenant, customer)
                .thenCompose(keys -> keys.canSeal()
                        ? CompletableFuture.completedStage(keys)
                        : added(keys).thenCompose(done -> {
                            // Also if another node was faster, because then its key is used.
                            keys.stale();
                            return of(tenant, customer);
                        }));
    }

    /** Concurrent callers share one read. */
    private CompletableFuture<CustomerKeys> lookUp(Held held) {
        CompletableFuture<CustomerKeys> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<CustomerKeys> under = held.loading().get();
            if (under != null) {
                return under;
            }
            if (held.loading().compareAndSet(null, mine)) {
                break;
            }
        }
        // Counted from before the read, so that a destruction after it is noticed in time.
        long freshUntil = nanos.getAsLong() + settings.revalidate().toNanos();
        CustomerKeys keys = held.keys();
        int doubts = keys.doubts();
        CompletableFuture.completedStage(keys)
                .thenCompose(owner -> found(owner, true))
                .thenApply(found -> {
                    keys.now(found.live(), found.destroyed(), freshUntil, doubts);
                    return keys;
                })
                .whenComplete((done, failure) -> {
                    held.loading().set(null);
                    if (failure == null && done.doubts() != doubts) {
                        // Doubted during the read, so the result may be outdated.
                        lookUp(held).whenComplete((again, failed) -> {
                            if (failed == null) {
                                mine.complete(again);
                            } else {
                                mine.completeExceptionally(failed);
                            }
                        });
                    } else if (failure == null) {
                        mine.complete(done);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /**
     * @param first whether to read again if a row's epoch is unknown to this node or destroyed, because the row was re-wrapped meanwhile
     */
    private CompletionStage<FoundKeys> found(CustomerKeys keys, boolean first) {
        TenantId tenant = keys.tenant();
        return rows.ofCustomer(tenant, keys.customer())
                .thenCombine(tenantKeys.epochs(tenant), (all, known) -> {
                    boolean old = all.stream().anyMatch(row -> row.wrapped() != null && !opens(known, row));
                    if (old && first) {
                        tenantKeys.doubt(tenant);
                        return found(keys, false);
                    }
                    return opened(keys, all, known);
                })
                .thenCompose(found -> found);
    }

    private static boolean opens(TenantKeys.Epochs known, KeyRows.CustomerRow row) {
        KeyRows.TenantRow epoch = known.of(row.epoch());
        return epoch != null && epoch.wrapped() != null;
    }

    private CompletionStage<FoundKeys> opened(
            CustomerKeys keys, List<KeyRows.CustomerRow> all, TenantKeys.Epochs known) {
        CompletionStage<FoundKeys> found =
                CompletableFuture.completedStage(new FoundKeys(new HashMap<>(), new HashSet<>()));
        for (KeyRows.CustomerRow row : all) {
            KeyRows.TenantRow epoch = known.of(row.epoch());
            if (row.wrapped() != null && epoch == null) {
                return CompletableFuture.failedStage(new IllegalStateException("the key of " + keys.tenant() + "/"
                        + keys.customer() + " was wrapped by epoch " + row.epoch() + ", which does not exist"));
            }
            if (row.wrapped() != null && opens(known, row)) {
                found = found.thenCombine(inUse(keys, row, Objects.requireNonNull(epoch)), (before, key) -> {
                    before.live().put(row.generation(), key);
                    return before;
                });
            } else {
                if (row.wrapped() != null) {
                    // Written too late, by a node that ended before it could use the key: see KeyEpochs#destroy.
                    LOG.warn(
                            "a key of {}/{} was never used: the epoch that wrapped it is destroyed",
                            keys.tenant(),
                            keys.customer());
                }
                found = found.thenApply(before -> {
                    before.destroyed().add(row.generation());
                    return before;
                });
            }
        }
        return found;
    }

    /** Opens a key for use; if its epoch may be destroyed soon, first re-wraps it by another. */
    private CompletionStage<byte[]> inUse(CustomerKeys keys, KeyRows.CustomerRow row, KeyRows.TenantRow epoch) {
        CompletionStage<byte[]> opened = tenantKeys.opened(keys.tenant(), keys.customer(), row, epoch);
        return epoch.emptiedAt() == null
                ? opened
                : opened.thenCompose(key -> tenantKeys
                        .rewrap(keys.tenant(), keys.customer(), row, key)
                        .thenApply(done -> key));
    }

    private CompletionStage<Boolean> added(CustomerKeys keys) {
        return tenantKeys
                .wrapped(keys.tenant(), keys.customer(), keys.last() + 1, Aes.newKey())
                .thenCompose(row -> rows.add(keys.tenant(), keys.customer(), row));
    }

    /**
     * Opens every personal value in {@code value}, of all customers. A value that cannot be opened stays closed and holds the reason. Fails
     * if a key cannot currently be looked up.
     */
    public <T> CompletionStage<T> open(TenantId tenant, T value) {
        Set<CustomerId> owners = new HashSet<>();
        PersonalValues.map(value, (personal, type) -> {
            String kid = personal.isOpen() ? null : personal.kid();
            int colon = kid == null ? -1 : kid.lastIndexOf(':');
            if (kid != null && colon > 0) {
                owners.add(new CustomerId(kid.substring(0, colon)));
            }
            return personal;
        });
        CompletionStage<T> opened = CompletableFuture.completedStage(value);
        for (CustomerId owner : owners) {
            opened = opened.thenCombine(of(tenant, owner), (before, keys) -> keys.open(before));
        }
        return opened;
    }

    /** As {@link #open(TenantId, Object)}. */
    public <T> CompletionStage<T> open(TenantId tenant, Stored<T> stored) {
        return of(tenant, stored.owner()).thenApply(stored::open);
    }

    /**
     * Makes all data of this customer unreadable for ever by destroying all live keys. Takes effect on this node immediately, on the others
     * when they are notified, at the latest after {@link PrivacySettings#revalidate()}. A customer who writes again gets a new key; earlier
     * data stays closed.
     *
     * @return whether there was a key to destroy
     */
    public CompletionStage<Boolean> destroy(TenantId tenant, CustomerId customer) {
        doubt(tenant, customer);
        return rows.ofCustomer(tenant, customer).thenCompose(found -> {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (KeyRows.CustomerRow row : found) {
                if (row.wrapped() != null) {
                    all.add(rows.destroy(tenant, customer, row.generation(), clock.instant())
                            .toCompletableFuture());
                }
            }
            return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                    .thenApply(done -> {
                        lookAgain(tenant, customer);
                        destructionFollower.accept(new Destroyed(tenant, customer));
                        return !all.isEmpty();
                    });
        });
    }

    /** @param tell called for every key that this node has destroyed, so that all nodes {@link #forget} it */
    public void onDestroyed(Consumer<Destroyed> tell) {
        destructionFollower = tell;
    }

    /** Drops the customer's destroyed keys from memory, and notifies all holders of customers' data on this node. */
    public void forget(TenantId tenant, CustomerId customer) {
        lookAgain(tenant, customer);
        Destroyed destroyed = new Destroyed(tenant, customer);
        followers.forEach(follower -> follower.accept(destroyed));
    }

    private void doubt(TenantId tenant, CustomerId customer) {
        Held held = customers.getIfPresent(new Owner(tenant, customer));
        if (held != null) {
            held.keys().stale();
        }
    }

    /**
     * As {@link #doubt}, but does not wait for the next use: the keys found replace the known ones, so destroyed ones leave memory. Not
     * simply dropped, because a notice may be late: the customer may already have another key, which is in use.
     */
    private void lookAgain(TenantId tenant, CustomerId customer) {
        Held held = customers.getIfPresent(new Owner(tenant, customer));
        if (held != null) {
            held.keys().stale();
            // Unless an entity that uses them has already had them looked up.
            if (!held.keys().fresh()) {
                lookUp(held);
            }
        }
    }

    /** The number of customers whose keys are in memory. */
    long size() {
        customers.cleanUp();
        return customers.estimatedSize();
    }

    /** @param follower notified when a customer's key has been destroyed, or may have been; must not block */
    public void follow(Consumer<Destroyed> follower) {
        followers.add(follower);
    }

    /**
     * Creates a cache for results computed from customers' words; each customer's are kept no longer than their key.
     *
     * @param most most entries it holds
     */
    public <K, V> ErasableCache<K, V> remembered(int most) {
        ErasableCache<K, V> remembered = new ErasableCache<>(most, nanos);
        follow(erased -> remembered.forget(erased.tenant(), erased.customer()));
        return remembered;
    }

    /** Ends {@link #follow}. */
    public void unfollow(Consumer<Destroyed> follower) {
        followers.remove(follower);
    }

    // ---- tenants ----

    /** The epochs of tenants' keys, for beginning and destroying them. */
    public KeyEpochs epochs() {
        return epochs;
    }

    /** Returns the key that the ids of a tenant's customers are derived with; null while it is being fetched, which this call starts. */
    public byte @Nullable [] pepper(TenantId tenant) {
        CompletableFuture<byte[]> pepper = tenantKeys.ids(tenant);
        return pepper.isDone() && !pepper.isCompletedExceptionally() ? pepper.getNow(null) : null;
    }

    /**
     * Returns a stable substitute for a text that must not be exposed, useless without the tenant's pepper.
     *
     * @param use separates digests for one use from those for others
     */
    public CompletionStage<String> digest(TenantId tenant, String use, String text) {
        return tenantKeys.ids(tenant).thenApply(pepper -> Keys.substitute(Keys.forPurpose(pepper, use), text));
    }

    /** Makes all keys of a tenant available in memory, so that the KMS may be unavailable from then on. */
    public CompletionStage<Void> ready(TenantId tenant) {
        return tenantKeys.ready(tenant);
    }
}
