package io.parley.edge.kit;

import io.parley.ErrorCode;
import io.parley.TemporarilyRefused;
import io.parley.kit.RateLimit;
import java.time.Clock;
import java.time.Duration;

/** Refuses requests of a key, e.g. a remote address, beyond a rate; see {@link RateLimit}. */
public final class Throttle {

    private final RateLimit limit;

    public Throttle(Limits.Rate rate, Clock clock) {
        this.limit = new RateLimit(rate.perSecond(), Duration.ofSeconds(1), rate.burst(), clock);
    }

    /** @throws TemporarilyRefused {@code TOO_MANY_REQUESTS} when the bucket of this key is empty */
    public void take(String key) {
        if (!limit.take(key)) {
            throw new TemporarilyRefused(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many requests. Wait for the time in Retry-After and send the same request again.",
                    Duration.ofSeconds(1));
        }
    }
}
