package io.parley;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/**
 * A token bucket per key, e.g. a remote address: {@code burst} immediately, {@code perSecond} in the long run. Remembers a bounded number
 * of keys; a forgotten one starts afresh, which errs in the caller's favour. Counts on this node only.
 */
public final class TokenBuckets {

    private static final int MAX_KEYS = 100_000;

    private record Bucket(double tokens, long atMillis) {}

    private final double perSecond;
    private final int burst;
    private final Clock clock;
    private final Cache<String, Bucket> buckets;

    public TokenBuckets(double perSecond, int burst, Clock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        // After this long without a request every bucket is full again, so forgetting it changes nothing.
        Duration refilled = Duration.ofMillis(1_000 + Math.round(1_000.0 * burst / perSecond));
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(refilled)
                .build();
    }

    /** Takes a token from the bucket of this key; returns false if it is empty. */
    public boolean take(String key) {
        long now = clock.millis();
        boolean[] taken = new boolean[1];
        buckets.asMap().compute(key, (k, before) -> {
            double tokens = before == null
                    ? burst
                    : Math.min(burst, before.tokens + Math.max(0, now - before.atMillis) * perSecond / 1000.0);
            taken[0] = tokens >= 1;
            return new Bucket(taken[0] ? tokens - 1 : tokens, now);
        });
        return taken[0];
    }

    /** Puts back a token that was taken for something that does not count after all. */
    public void giveBack(String key) {
        buckets.asMap()
                .computeIfPresent(key, (k, before) -> new Bucket(Math.min(burst, before.tokens + 1), before.atMillis));
    }
}
