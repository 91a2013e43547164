package io.parley.projection;

import akka.NotUsed;
import akka.persistence.cassandra.query.MissingTaggedEventException;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.persistence.query.TimeBasedUUID;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.query.javadsl.CurrentEventsByTagQuery;
import akka.persistence.query.javadsl.EventsByTagQuery;
import akka.stream.javadsl.Source;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Journals in memory, and the entries of one slice in query order. As in a real journal, a query fails at a missing entry between two
 * others of the same entity, and at a late entry whose entity's earlier entries it does not find.
 */
final class FakeJournals implements EventsByTagQuery, CurrentEventsByTagQuery, CurrentEventsByPersistenceIdQuery {

    /** An event of an entity's journal, by number. */
    private final BiFunction<String, Long, EventEnvelope> stored;

    private final List<EventEnvelope> entries = new ArrayList<>();
    /** Written once the first query has returned everything. */
    private @Nullable EventEnvelope late;
    /** Where queries began. */
    final List<Offset> starts = new ArrayList<>();

    FakeJournals(BiFunction<String, Long, EventEnvelope> stored) {
        this.stored = stored;
    }

    FakeJournals with(List<EventEnvelope> more) {
        entries.addAll(more);
        return this;
    }

    /** Writes an entry behind the first query's position, at the place of its time. */
    FakeJournals withLate(EventEnvelope entry) {
        late = entry;
        return this;
    }

    static EventEnvelope envelope(String id, long number, Object event, Instant at) {
        return new EventEnvelope(
                Offset.timeBasedUUID(Uuids.startOf(at.toEpochMilli())), id, number, event, at.toEpochMilli());
    }

    @Override
    public Source<EventEnvelope, NotUsed> eventsByTag(String tag, Offset offset) {
        return currentEventsByTag(tag, offset).concat(Source.maybe());
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByTag(String tag, Offset offset) {
        starts.add(offset);
        UUID from = ((TimeBasedUUID) offset).value();
        List<EventEnvelope> shown = new ArrayList<>();
        Map<String, Long> last = new HashMap<>();
        for (EventEnvelope entry : entries) {
            if (entry.timestamp() > Uuids.unixTimestamp(from)) {
                long number = entry.sequenceNr();
                long known = last.getOrDefault(entry.persistenceId(), number);
                if (number > known + 1) {
                    // Only once the entries before it have been consumed.
                    return failing(shown, missing(tag, from, ((TimeBasedUUID) entry.offset()).value()));
                }
                last.put(entry.persistenceId(), Math.max(known, number));
                shown.add(entry);
            }
        }
        EventEnvelope found = late;
        if (found != null) {
            late = null;
            entries.add(found);
            entries.sort(Comparator.comparingLong(EventEnvelope::timestamp));
            UUID present = Uuids.endOf(entries.get(entries.size() - 1).timestamp());
            return failing(shown, missing(tag, from, present));
        }
        return Source.from(shown);
    }

    private static Source<EventEnvelope, NotUsed> failing(
            List<EventEnvelope> shown, MissingTaggedEventException failure) {
        return Source.from(shown).concatLazy(Source.lazySource(() -> Source.failed(failure)));
    }

    /** @param until where the search for it ended */
    private static MissingTaggedEventException missing(String tag, UUID from, UUID until) {
        return new MissingTaggedEventException(tag, scala.collection.immutable.Map$.MODULE$.empty(), from, until);
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(String id, long from, long to) {
        List<EventEnvelope> found = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            EventEnvelope event = stored.apply(id, number);
            if (event.event() != UNREADABLE) {
                found.add(event);
            }
        }
        return Source.from(found);
    }

    /** Stands for an unreadable event. */
    static final Object UNREADABLE = new Object();
}
