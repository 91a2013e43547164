package io.parley.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.ClusterMessage;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.signing.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a node: tenants' own, and those of the customers who are worked for lately. A customer's key is random and wrapped by the
 * tenant's, which the KMS unwraps once. Thread-safe; nothing here blocks its caller.
 */
public final class Keyring {

    /** A customer's key was destroyed. Told to all nodes, which otherwise find out within {@link PrivacySettings#revalidate()}. */
    public record Destroyed(TenantId tenant, CustomerId customer) implements ClusterMessage {}

    private static final String CUSTOMERS = "customers";
    private static final String IDS = "ids";
    /** Until epochs are rotated there is one. */
    private static final int EPOCH = 1;

    private record Owner(TenantId tenant, CustomerId customer) {}

    private record Held(CustomerKeys keys, AtomicReference<@Nullable CompletableFuture<CustomerKeys>> loading) {}

    private record TenantKey(TenantId tenant, String use) {}

    private final KeyRows rows;
    private final Kms kms;
    private final PrivacySettings settings;
    private final Executor blocking;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Cache<Owner, Held> customers;
    private final Map<TenantKey, CompletableFuture<byte[]>> tenants = new ConcurrentHashMap<>();
    /** The only node there is, until there are others to tell. */
    private volatile Consumer<Destroyed> told = destroyed -> forget(destroyed.tenant(), destroyed.customer());

    private final Set<Consumer<Destroyed>> followers = ConcurrentHashMap.newKeySet();

    /**
     * @param blocking runs what asks the KMS
     * @param nanos as {@link System#nanoTime()}
     */
    public Keyring(
            KeyRows rows, Kms kms, PrivacySettings settings, Executor blocking, Clock clock, LongSupplier nanos) {
        this.rows = rows;
        this.kms = kms;
        this.settings = settings;
        this.blocking = blocking;
        this.clock = clock;
        this.nanos = nanos;
        this.customers = Caffeine.newBuilder().maximumSize(settings.keyCache()).build();
    }

    // ---- customers ----

    /** The keys there are; perhaps none that can seal. */
    public CompletionStage<CustomerKeys> of(TenantId tenant, CustomerId customer) {
        if (!settings.sealing()) {
            return CompletableFuture.completedStage(CustomerKeys.off(tenant, customer));
        }
        Held held = customers.get(
                new Owner(tenant, customer),
                owner -> new Held(new CustomerKeys(tenant, customer, false, nanos), new AtomicReference<>()));
        return held.keys().fresh() ? CompletableFuture.completedStage(held.keys()) : looked(held);
    }

    /** As {@link #of}, before something is stored: a key is made where there is none. */
    public CompletionStage<CustomerKeys> toSeal(TenantId tenant, CustomerId customer) {
        return of(tenant, customer)
                .thenCompose(keys -> keys.canSeal()
                        ? CompletableFuture.completedStage(keys)
                        : added(keys).thenCompose(done -> {
                            // Also when another node was faster: its key counts.
                            keys.stale();
                            return of(tenant, customer);
                        }));
    }

    /** All who ask at once wait for one read. */
    private CompletableFuture<CustomerKeys> looked(Held held) {
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
        // Counted from before the read: what is destroyed after it is noticed in time.
        long freshUntil = nanos.getAsLong() + settings.revalidate().toNanos();
        CustomerKeys keys = held.keys();
        int doubts = keys.doubts();
        CompletableFuture.completedStage(keys)
                .thenCompose(owner -> rows.ofCustomer(owner.tenant(), owner.customer()))
                .thenCombine(tenantKey(keys.tenant(), CUSTOMERS), (found, wrapping) -> {
                    Map<Integer, byte[]> live = new HashMap<>();
                    Set<Integer> destroyed = new HashSet<>();
                    for (KeyRows.CustomerRow row : found) {
                        byte[] wrapped = row.wrapped();
                        if (wrapped == null) {
                            destroyed.add(row.generation());
                        } else {
                            live.put(row.generation(), unwrapped(keys, row.generation(), wrapping, wrapped));
                        }
                    }
                    keys.now(live, destroyed, freshUntil, doubts);
                    return keys;
                })
                .whenComplete((done, failure) -> {
                    held.loading().set(null);
                    if (failure == null && done.doubts() != doubts) {
                        // Doubted while it was looked at: what was found may be from before.
                        looked(held).whenComplete((again, failed) -> {
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

    private CompletionStage<Boolean> added(CustomerKeys keys) {
        int generation = keys.last() + 1;
        return tenantKey(keys.tenant(), CUSTOMERS)
                .thenCompose(wrapping -> rows.add(
                        keys.tenant(),
                        keys.customer(),
                        new KeyRows.CustomerRow(
                                generation, EPOCH, Aes.seal(wrapping, bound(keys, generation), Aes.newKey()))));
    }

    private static byte[] unwrapped(CustomerKeys keys, int generation, byte[] wrapping, byte[] wrapped) {
        byte[] key = Aes.open(wrapping, bound(keys, generation), wrapped);
        if (key == null) {
            throw new IllegalStateException(
                    "the key of " + keys.tenant() + "/" + keys.customer() + " was not wrapped by its tenant's");
        }
        return key;
    }

    private static String bound(CustomerKeys keys, int generation) {
        return keys.tenant().value() + "|" + keys.customer().value() + "|" + generation + "|key";
    }

    /**
     * Opens every personal value in {@code value}, of any customer. What cannot be opened stays closed and says why. Fails when a key cannot
     * be looked up now.
     */
    public <T> CompletionStage<T> open(TenantId tenant, T value) {
        Set<CustomerId> owners = new HashSet<>();
        Personals.map(value, (personal, type) -> {
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
     * Makes everything of this customer unreadable, for ever: all live keys are destroyed. On this node at once, on the others when they are
     * told or within {@link PrivacySettings#revalidate()}. A customer who writes again gets a new key; what was before stays closed.
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
                        doubt(tenant, customer);
                        told.accept(new Destroyed(tenant, customer));
                        return !all.isEmpty();
                    });
        });
    }

    /** @param tell told of every key that this node has destroyed, so that the others {@link #forget} it */
    public void onDestroyed(Consumer<Destroyed> tell) {
        told = tell;
    }

    /** Looks again before the customer's keys are used once more, and tells all on this node who remember something of customers. */
    public void forget(TenantId tenant, CustomerId customer) {
        doubt(tenant, customer);
        Destroyed destroyed = new Destroyed(tenant, customer);
        followers.forEach(follower -> follower.accept(destroyed));
    }

    private void doubt(TenantId tenant, CustomerId customer) {
        Held held = customers.getIfPresent(new Owner(tenant, customer));
        if (held != null) {
            held.keys().stale();
        }
    }

    /** @param follower told when a customer's key is, or may just be, destroyed; must not block */
    public void follow(Consumer<Destroyed> follower) {
        followers.add(follower);
    }

    /** Ends {@link #follow}. */
    public void unfollow(Consumer<Destroyed> follower) {
        followers.remove(follower);
    }

    // ---- tenants ----

    /** What the ids of a tenant's customers are derived with; null while it is being fetched, which this begins. */
    public byte @Nullable [] pepper(TenantId tenant) {
        CompletableFuture<byte[]> pepper = tenantKey(tenant, IDS);
        return pepper.isDone() && !pepper.isCompletedExceptionally() ? pepper.getNow(null) : null;
    }

    /**
     * What stands for a text where the text itself may not: the same for the same text, and of no use without the tenant's pepper.
     *
     * @param use keeps digests of one use apart from those of others
     */
    public CompletionStage<String> digest(TenantId tenant, String use, String text) {
        return tenantKey(tenant, IDS).thenApply(pepper -> HexFormat.of()
                .formatHex(
                        Signature.hmac(
                                Signature.hmac(pepper, use.getBytes(StandardCharsets.UTF_8)),
                                text.getBytes(StandardCharsets.UTF_8)),
                        0,
                        16));
    }

    /** Has all keys of a tenant at hand. */
    public CompletionStage<Void> ready(TenantId tenant) {
        return tenantKey(tenant, IDS).thenCombine(tenantKey(tenant, CUSTOMERS), (ids, wrapping) -> null);
    }

    private CompletableFuture<byte[]> tenantKey(TenantId tenant, String use) {
        TenantKey wanted = new TenantKey(tenant, use);
        CompletableFuture<byte[]> known = tenants.get(wanted);
        if (known != null) {
            return known;
        }
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> other = tenants.putIfAbsent(wanted, mine);
        if (other != null) {
            return other;
        }
        found(wanted).whenComplete((key, failure) -> {
            if (failure == null) {
                mine.complete(key);
            } else {
                // The next one tries again.
                tenants.remove(wanted);
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private CompletionStage<byte[]> found(TenantKey wanted) {
        TenantId tenant = wanted.tenant();
        return CompletableFuture.completedStage(wanted)
                .thenCompose(key -> rows.ofTenant(tenant, key.use(), EPOCH))
                .thenComposeAsync(
                        row -> {
                            if (row.isPresent()) {
                                return CompletableFuture.completedStage(kms.unwrap(
                                        tenant, row.get().root(), row.get().wrapped()));
                            }
                            byte[] key = Aes.newKey();
                            int root = kms.version(tenant);
                            return rows.add(
                                            tenant,
                                            wanted.use(),
                                            EPOCH,
                                            new KeyRows.TenantRow(root, kms.wrap(tenant, root, key)))
                                    .thenCompose(
                                            first -> first ? CompletableFuture.completedStage(key) : found(wanted));
                        },
                        blocking);
    }
}
