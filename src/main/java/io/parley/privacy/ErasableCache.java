package io.parley.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches results computed from customers' words. They are dropped as soon as the customer's key is destroyed or, if the node misses the
 * notice, {@link #KEPT} after their last use. Thread-safe. Made by {@link Keyring#remembered}.
 *
 * <p>Words that are being read when the key is destroyed must not leave results behind. So callers take an {@link Access} before they open
 * any words, and it stores nothing if any customer has been forgotten since.
 */
public final class ErasableCache<K, V> {

    static final Duration KEPT = Duration.ofMinutes(10);

    private record Owned<K>(TenantId tenant, CustomerId customer, K key) {}

    private final Cache<Owned<K>, V> kept;
    private final AtomicLong forgotten = new AtomicLong();

    ErasableCache(int most, LongSupplier nanos) {
        kept = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(KEPT)
                .ticker(nanos::getAsLong)
                // Expires entries even if the cache is no longer used.
                .scheduler(Scheduler.systemScheduler())
                .build();
    }

    /** One use, which must begin before any of the words are opened. */
    public final class Access {
        private final long begun = forgotten.get();

        private Access() {}

        /** Must be called only for words that are still readable, which is not checked here. */
        public @Nullable V get(TenantId tenant, CustomerId customer, K key) {
            return kept.getIfPresent(new Owned<>(tenant, customer, key));
        }

        public void put(TenantId tenant, CustomerId customer, K key, V value) {
            Owned<K> owned = new Owned<>(tenant, customer, key);
            kept.put(owned, value);
            if (forgotten.get() != begun) {
                kept.invalidate(owned);
            }
        }
    }

    public Access look() {
        return new Access();
    }

    void forget(TenantId tenant, CustomerId customer) {
        forgotten.incrementAndGet();
        kept.asMap()
                .keySet()
                .removeIf(owned ->
                        owned.tenant().equals(tenant) && owned.customer().equals(customer));
    }

    /** The number of remembered entries. */
    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }
}
