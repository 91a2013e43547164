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
 * What a node has worked out of customers' words and keeps, so that it need not be worked out again. It goes as soon as the customer's key
 * does; should the node not be told of that, it goes {@link #KEPT} after it was used last. Thread-safe. Made by {@link Keyring#remembered}.
 *
 * <p>Forgetting is not enough where words are read just then: what is found in them would be kept after all. So whoever remembers
 * something takes a {@link Look} before the words are opened, and a look keeps nothing once anybody was forgotten.
 */
public final class Remembered<K, V> {

    static final Duration KEPT = Duration.ofMinutes(10);

    private record Owned<K>(TenantId tenant, CustomerId customer, K key) {}

    private final Cache<Owned<K>, V> kept;
    private final AtomicLong forgotten = new AtomicLong();

    Remembered(int most, LongSupplier nanos) {
        kept = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(KEPT)
                .ticker(nanos::getAsLong)
                // Also when nobody uses it any more.
                .scheduler(Scheduler.systemScheduler())
                .build();
    }

    /** One use, begun before any of the words are opened. */
    public final class Look {
        private final long begun = forgotten.get();

        private Look() {}

        /** To be asked only for words that can be read: it does not know whether they still can. */
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

    public Look look() {
        return new Look();
    }

    void forget(TenantId tenant, CustomerId customer) {
        forgotten.incrementAndGet();
        kept.asMap()
                .keySet()
                .removeIf(owned ->
                        owned.tenant().equals(tenant) && owned.customer().equals(customer));
    }

    /** How many things are remembered. */
    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }
}
