package io.parley.edge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Wrong passwords a key, within a window that begins with the first. Counts for this node only, for a bounded number of keys. */
final class Failures {

    private static final int MOST_KEYS = 100_000;

    private record Count(int failures, Instant since) {}

    private final int most;
    private final Duration window;
    private final Clock clock;
    private final Cache<String, Count> counts;

    Failures(int most, Duration window, Clock clock) {
        this.most = most;
        this.window = window;
        this.clock = clock;
        this.counts = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(window)
                .build();
    }

    /**
     * Counts one before it is known whether it fails, so that tries at the same time cannot slip through; {@link #forgive} takes it
     * back.
     *
     * @return how long to wait; zero when the try may be made
     */
    Duration count(String key) {
        Instant now = clock.instant();
        Duration[] wait = {Duration.ZERO};
        counts.asMap().compute(key, (k, before) -> {
            if (before == null || !now.isBefore(before.since().plus(window))) {
                return new Count(1, now);
            }
            if (before.failures() >= most) {
                wait[0] = Duration.between(now, before.since().plus(window));
                return before;
            }
            return new Count(before.failures() + 1, before.since());
        });
        return wait[0];
    }

    @SuppressWarnings("NullAway") // null removes the entry
    void forgive(String key) {
        counts.asMap()
                .computeIfPresent(
                        key,
                        (k, count) -> count.failures() <= 1 ? null : new Count(count.failures() - 1, count.since()));
    }
}
