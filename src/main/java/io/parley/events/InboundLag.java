package io.parley.events;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The age of the oldest record that this node has read and neither stored nor rejected. A record whose rejection failed ends a run of the
 * inbound stream; it still counts until the next run has read it again.
 *
 * @param <K> what identifies a record
 */
final class InboundLag<K> {

    /** The longest time a failed record counts: by then the next run has read it, unless its partition has moved to another node. */
    static final Duration UNTIL_READ_AGAIN = Duration.ofMinutes(1);

    /**
     * @param written when the record was written, in milliseconds since 1970
     * @param until when it no longer counts, likewise
     */
    private record Waiting(long written, long until) {}

    private final Map<K, Waiting> waiting = new ConcurrentHashMap<>();
    private final Clock clock;

    InboundLag(Clock clock) {
        this.clock = clock;
    }

    /** @param written when the record was written, in milliseconds since 1970 */
    void begun(K record, long written) {
        waiting.put(record, new Waiting(written, Long.MAX_VALUE));
    }

    /** It has been stored or rejected. */
    void done(K record) {
        waiting.remove(record);
    }

    /** It has to be read again. */
    void failed(K record) {
        long until = clock.millis() + UNTIL_READ_AGAIN.toMillis();
        waiting.computeIfPresent(record, (key, before) -> new Waiting(before.written(), until));
    }

    /** Returns 0 when no record waits. */
    double seconds() {
        long now = clock.millis();
        waiting.values().removeIf(one -> one.until() < now);
        OptionalLong oldest =
                waiting.values().stream().mapToLong(Waiting::written).min();
        return oldest.isPresent() ? Math.max(0, now - oldest.getAsLong()) / 1_000.0 : 0;
    }
}
