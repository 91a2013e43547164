package io.parley.edge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Counts wrong passwords per key. The first ones have no effect; after each further one, the next attempt has to wait, with exponential
 * back-off up to a limit: accounts are slowed down, never locked. Forgotten after a window without one. Counts on this node only, for a
 * bounded number of keys.
 */
final class Failures {

    private static final int MAX_KEYS = 100_000;
    private static final int MAX_DOUBLINGS = 20;

    private record Count(int failures, Instant last) {}

    private final int free;
    private final Duration first;
    private final Duration longest;
    private final Duration window;
    private final Clock clock;
    private final Cache<String, Count> counts;

    Failures(int free, Duration first, Duration longest, Duration window, Clock clock) {
        this.free = free;
        this.first = first;
        this.longest = longest;
        this.window = window;
        this.clock = clock;
        this.counts = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(window)
                .build();
    }

    /**
     * Counts an attempt before it is known whether it fails, so that simultaneous attempts cannot slip through; {@link #forgive} takes it
     * back.
     *
     * @return how long to wait; zero when the attempt may be made
     */
    Duration count(String key) {
        Instant now = clock.instant();
        Duration[] wait = {Duration.ZERO};
        counts.asMap().compute(key, (k, before) -> {
            if (before == null || !now.isBefore(before.last().plus(window))) {
                return new Count(1, now);
            }
            Duration delay = delayAfter(before.failures());
            Instant next = before.last().plus(delay);
            // An attempt at the same moment may have read the clock a little later and been counted first.
            if (!delay.isZero() && now.isBefore(next)) {
                wait[0] = Duration.between(now, next);
                return before;
            }
            return new Count(before.failures() + 1, now.isAfter(before.last()) ? now : before.last());
        });
        return wait[0];
    }

    private Duration delayAfter(int failures) {
        if (failures < free) {
            return Duration.ZERO;
        }
        Duration delay = first.multipliedBy(1L << Math.min(failures - free, MAX_DOUBLINGS));
        return delay.compareTo(longest) < 0 ? delay : longest;
    }

    @SuppressWarnings("NullAway") // null removes the entry
    void forgive(String key) {
        counts.asMap()
                .computeIfPresent(
                        key,
                        (k, count) -> count.failures() <= 1 ? null : new Count(count.failures() - 1, count.last()));
    }

    void forget(String key) {
        counts.invalidate(key);
    }
}
