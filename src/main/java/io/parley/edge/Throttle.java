package io.parley.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.ErrorCode;
import io.parley.RefusedForNow;
import java.time.Clock;
import java.time.Duration;

/**
 * A token bucket per key, e.g. a remote address: {@code burst} immediately, {@code perSecond} in the long run. Remembers a bounded number
 * of keys; a forgotten one starts afresh, which errs in the caller's favour. Counts on this node only.
 */
public final class Throttle {

    private static final int MOST_KEYS = 100_000;

    private record Bucket(double tokens, long atMillis) {}

    private final int perSecond;
    private final int burst;
    private final Clock clock;
    private final Cache<String, Bucket> buckets;

    public Throttle(Limits.Rate rate, Clock clock) {
        this.perSecond = rate.perSecond();
        this.burst = rate.burst();
        this.clock = clock;
        // After this long without a request every bucket is full again, so forgetting it changes nothing.
        Duration refilled = Duration.ofSeconds(1L + burst / perSecond);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(refilled)
                .build();
    }

    /** @throws RefusedForNow {@code TOO_MANY_REQUESTS} when the bucket of this key is empty */
    public void take(String key) {
        long now = clock.millis();
        boolean[] taken = new boolean[1];
        buckets.asMap().compute(key, (k, before) -> {
            double tokens = before == null
                    ? burst
                    : Math.min(burst, before.tokens + Math.max(0, now - before.atMillis) * perSecond / 1000.0);
            taken[0] = tokens >= 1;
            return new Bucket(taken[0] ? tokens - 1 : tokens, now);
        });
        if (!taken[0]) {
            throw new RefusedForNow(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many requests. Wait for the time in Retry-After and send the same request again.",
                    Duration.ofSeconds(1));
        }
    }
}
