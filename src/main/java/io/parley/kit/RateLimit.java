package io.parley.kit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket per key, e.g. a remote address. Remembers a bounded number of keys; a forgotten one starts afresh, which errs in the
 * caller's favour. Counts on this node only.
 */
public final class RateLimit {

    private static final int MAX_KEYS = 100_000;

    private final Bandwidth bandwidth;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * @param tokens that a bucket regains in this time, spread evenly
     * @param burst how many a full bucket has
     */
    public RateLimit(int tokens, Duration in, int burst, Clock clock) {
        this.bandwidth =
                Bandwidth.builder().capacity(burst).refillGreedy(tokens, in).build();
        this.time = new PassedTime(clock);
        // After this long without a request every bucket is full again, so forgetting it changes nothing.
        Duration refilled = in.multipliedBy(burst).dividedBy(tokens).plusSeconds(1);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterAccess(refilled)
                .build();
    }

    /** Takes a token from the bucket of this key; returns false if it is empty. */
    public boolean take(String key) {
        return buckets.get(key, first -> Bucket.builder()
                        .addLimit(bandwidth)
                        .withCustomTimePrecision(time)
                        .build())
                .tryConsume(1);
    }

    /** Puts back a token, for a request that turned out not to count. */
    public void giveBack(String key) {
        Bucket bucket = buckets.getIfPresent(key);
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }

    /**
     * The time that has passed by a wall clock, never decreasing: a clock that is set back only loses the interval in which that happens.
     */
    private static final class PassedTime implements TimeMeter {
        private final Clock clock;
        private Instant last;
        private long nanos;

        PassedTime(Clock clock) {
            this.clock = clock;
            this.last = clock.instant();
        }

        @Override
        public synchronized long currentTimeNanos() {
            Instant now = clock.instant();
            nanos += Math.max(0, Duration.between(last, now).toNanos());
            last = now;
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
