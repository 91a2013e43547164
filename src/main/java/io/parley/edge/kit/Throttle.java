package io.parley.edge.kit;

import io.parley.ErrorCode;
import io.parley.TemporarilyRefused;
import io.parley.TokenBuckets;
import java.time.Clock;
import java.time.Duration;

/** Refuses requests of a key, e.g. a remote address, beyond a rate; see {@link TokenBuckets}. */
public final class Throttle {

    private final TokenBuckets buckets;

    public Throttle(Limits.Rate rate, Clock clock) {
        this.buckets = new TokenBuckets(rate.perSecond(), rate.burst(), clock);
    }

    /** @throws TemporarilyRefused {@code TOO_MANY_REQUESTS} when the bucket of this key is empty */
    public void take(String key) {
        if (!buckets.take(key)) {
            throw new TemporarilyRefused(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many requests. Wait for the time in Retry-After and send the same request again.",
                    Duration.ofSeconds(1));
        }
    }
}
