package io.parley.projection;

import akka.NotUsed;
import akka.japi.pf.PFBuilder;
import akka.persistence.cassandra.query.MissingTaggedEventException;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.persistence.query.TimeBasedUUID;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.query.javadsl.CurrentEventsByTagQuery;
import akka.persistence.query.javadsl.EventsByTagQuery;
import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.Supervision;
import akka.stream.javadsl.Source;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of a slice without omissions. If the database is unavailable, or the process ends, an event's entry under its tag may be
 * written long after the event, and a query that has passed its place may not return it.
 *
 * <p>But the events of one entity are numbered without gaps, so a gap is read from the entity's own journal, whatever its age. When a run
 * first sees an entity, it is not known what earlier runs delivered, so its last few events before that are delivered again, and everything
 * stored since some minutes before the start.
 *
 * <p>The last event of an entity leaves no gap. So a run begins some minutes before its start; later the query itself looks back for
 * minutes, and when it finds an entry that it cannot return, the next query begins before it. An entry that comes even later is seen with
 * its entity's next event.
 */
public final class GaplessJournals<E> {

    /** The most by which an entry may lag behind its event for the event to be found at the start. */
    static final Duration LATE_ENTRIES = Duration.ofMinutes(5);

    /** The most by which nodes' clocks may differ, and so by which an event may predate the installation. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    /** Most entities remembered per slice; a forgotten one costs a read of its journal. */
    private static final int MAX_REMEMBERED = 10_000;

    /** Most events that one entity may have stored in the minutes before the start. */
    private static final int MAX_REDELIVERED = 1_000;

    /**
     * Most events of an entity in a row whose entries are late by more than {@link #LATE_ENTRIES}. An entity stops while its entries cannot
     * be written, so these are the events of one write, and perhaps some more after restarts.
     */
    private static final int MAX_LATE = 20;

    private static final Logger LOG = LoggerFactory.getLogger(GaplessJournals.class);

    /** Leaves out an entry that cannot be read; the gap is noticed with the entity's next event. */
    private static final Attributes SKIP_UNREADABLE = ActorAttributes.withSupervisionStrategy(failure -> {
        if (Outages.is(failure)) {
            return (Supervision.Directive) Supervision.stop();
        }
        LOG.error("ALARM: a stored event cannot be read: {}", failure.getClass().getName());
        return (Supervision.Directive) Supervision.resume();
    });

    private final Class<?> type;
    private final Instant began;
    private final EventsByTagQuery live;
    private final CurrentEventsByTagQuery current;
    private final CurrentEventsByPersistenceIdQuery journals;

    /**
     * @param type of the events; others count as unreadable
     * @param began the time the installation began; nothing was stored before
     */
    public <Q extends EventsByTagQuery & CurrentEventsByTagQuery & CurrentEventsByPersistenceIdQuery> GaplessJournals(
            Class<?> type, Instant began, Q queries) {
        this.type = type;
        this.began = began;
        this.live = queries;
        this.current = queries;
        this.journals = queries;
    }

    /**
     * Returns everything after {@code start}, followed by new events; never ends by itself. First delivers again what was stored in the
     * minutes before {@code start}.
     *
     * @param start null for the beginning
     */
    Source<JournalEvent<E>, NotUsed> live(String tag, @Nullable UUID start) {
        return withoutGaps(from -> live.eventsByTag(tag, from), start);
    }

    /** As {@link #live}, but ends with the events stored so far. */
    Source<JournalEvent<E>, NotUsed> current(String tag, @Nullable UUID start) {
        return withoutGaps(from -> current.currentEventsByTag(tag, from), start);
    }

    /** Returns events of one entity by number, in order; fewer if some cannot be read. */
    Source<JournalEvent<E>, NotUsed> journal(String persistenceId, long from, long to) {
        return journals.currentEventsByPersistenceId(persistenceId, from, to)
                .addAttributes(SKIP_UNREADABLE)
                .map(envelope -> recorded(envelope, null));
    }

    private Source<JournalEvent<E>, NotUsed> withoutGaps(
            Function<Offset, Source<EventEnvelope, NotUsed>> query, @Nullable UUID start) {
        Function<UUID, Source<EventEnvelope, NotUsed>> entries =
                from -> query.apply(Offset.timeBasedUUID(from)).addAttributes(SKIP_UNREADABLE);
        // The memory is per run, because the next run begins at another place.
        return Source.<JournalEvent<E>, NotUsed>lazySource(() -> {
                    DeliveryProgress progress = new DeliveryProgress(start);
                    return entries.apply(progress.begin)
                            .recoverWith(new PFBuilder<Throwable, Source<EventEnvelope, NotUsed>>()
                                    .match(
                                            MissingTaggedEventException.class,
                                            missing -> entries.apply(progress.next(missing.maxOffset())))
                                    .build())
                            .flatMapConcat(progress::before);
                })
                .mapMaterializedValue(done -> NotUsed.getInstance());
    }

    @SuppressWarnings("unchecked") // E is the given type, perhaps with type arguments
    private JournalEvent<E> recorded(EventEnvelope envelope, @Nullable UUID offset) {
        E event = type.isInstance(envelope.event()) ? (E) envelope.event() : null;
        return new JournalEvent<>(envelope.persistenceId(), envelope.sequenceNr(), offset, envelope.timestamp(), event);
    }

    /** Returns where to begin so that late entries before a place are returned. */
    private static UUID minutesBefore(UUID place) {
        return Uuids.startOf(Uuids.unixTimestamp(place) - LATE_ENTRIES.toMillis());
    }

    private static UUID later(UUID one, UUID other) {
        return one.timestamp() > other.timestamp() ? one : other;
    }

    /** The progress of one run: the events delivered per entity, and the place its queries have reached. */
    private final class DeliveryProgress {
        private final Cache<String, Long> last =
                Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
        private final boolean fromTheBeginning;
        private final long notBefore;
        /** Where the query began. */
        private UUID begin;
        /** The newest entry that the query has returned, or where it began. */
        private UUID here;
        /** The newest entry that a query of this run has returned, or where the first one began. */
        private UUID reached;
        /** Where the search that failed the last query ended; null before the first failure. */
        private @Nullable UUID searched;
        /** The offset of the previous entry; missed events carry it, so that they do not move a consumer past undelivered ones. */
        private @Nullable UUID offset;

        DeliveryProgress(@Nullable UUID start) {
            offset = start;
            fromTheBeginning = start == null;
            begin = start == null ? Uuids.startOf(began.minus(CLOCKS).toEpochMilli()) : minutesBefore(start);
            notBefore = Uuids.unixTimestamp(begin);
            here = begin;
            reached = begin;
        }

        /**
         * Returns where to continue after a query that failed because it searched for missing entries without finding them, which takes seconds. There
         * are two kinds of searches.
         *
         * <p>One is for late entries, before the place that the query has reached. It finds nothing if even one earlier entry of the same
         * entity is not found, for instance because it is hours old, and then the query returns none of the late ones. So the next query
         * begins before them, where it needs no earlier ones. They lie neither before the beginning of the failed query nor before the
         * minutes for which a query looks back.
         *
         * <p>The other is for what is missing before an entry that the query was about to return. The next query fails at the same entry;
         * the one after that begins where it ended, inside the gap, and so does not notice the gap, which is then read from the journal.
         * Each gap ends only these two queries, because none begins before the failed one did.
         *
         * @param until where the search ended: at the entry after the gap; for late ones, at the time that the query had reached
         */
        UUID next(UUID until) {
            begin = until.equals(searched) ? here : later(begin, minutesBefore(reached));
            here = begin;
            searched = until;
            return begin;
        }

        /**
         * Returns the event, preceded by those that should have come before it; nothing if it has been delivered in this run. With each
         * event all earlier ones of its entity have been delivered, so those that an earlier run did not deliver come directly before the
         * first one that this run sees.
         */
        Source<JournalEvent<E>, NotUsed> before(EventEnvelope entry) {
            String id = entry.persistenceId();
            long number = entry.sequenceNr();
            @Nullable Long known = last.getIfPresent(id);
            @Nullable UUID between = offset;
            UUID own = ((TimeBasedUUID) entry.offset()).value();
            offset = own;
            here = later(own, here);
            reached = later(own, reached);
            if (known != null && number <= known) {
                return Source.empty();
            }
            last.put(id, number);
            long from = known != null ? known + 1 : fromTheBeginning ? 1 : Math.max(1, number - MAX_REDELIVERED);
            Source<JournalEvent<E>, NotUsed> event = Source.single(recorded(entry, own));
            if (from >= number) {
                return event;
            }
            Source<JournalEvent<E>, NotUsed> missed = journal(id, from, number - 1)
                    .map(each -> new JournalEvent<>(id, each.sequence(), between, each.at(), each.stored()));
            return known == null && !fromTheBeginning
                    ? missed.filter(each -> each.at() >= notBefore || each.sequence() >= number - MAX_LATE)
                            .concat(event)
                    : withUnreadable(missed, id, from, number, between, entry.timestamp())
                            .concat(event);
        }

        /** Adds a placeholder for each number that the journal does not return. */
        private Source<JournalEvent<E>, NotUsed> withUnreadable(
                Source<JournalEvent<E>, NotUsed> missed,
                String id,
                long from,
                long until,
                @Nullable UUID between,
                long at) {
            long[] next = {from};
            return missed.mapConcat(each -> {
                        List<JournalEvent<E>> both =
                                new ArrayList<>(unreadable(id, next[0], each.sequence(), between, at));
                        both.add(each);
                        next[0] = Math.max(next[0], each.sequence() + 1);
                        return both;
                    })
                    .concatLazy(Source.lazySource(() -> Source.from(unreadable(id, next[0], until, between, at))));
        }

        private List<JournalEvent<E>> unreadable(String id, long from, long until, @Nullable UUID between, long at) {
            return LongStream.range(from, until)
                    .mapToObj(number -> new JournalEvent<E>(id, number, between, at, null))
                    .toList();
        }
    }
}
