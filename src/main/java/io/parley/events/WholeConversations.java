package io.parley.events;

import akka.NotUsed;
import akka.persistence.query.Offset;
import akka.persistence.query.TimeBasedUUID;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.conversation.Conversation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Conversations' events by tag, with none left out. When the database is away, the entry of an event under its tag may be written long
 * after the event; if the query begins anew meanwhile, it begins after that entry and never shows it. But a conversation's events are
 * numbered without gaps. So a gap is read from the conversation's own journal; and of a conversation first heard of after a new
 * beginning, what was stored shortly before is told again, as nobody knows what was told.
 */
public final class WholeConversations extends SourceProvider<Offset, EventEnvelope<Conversation.Event>> {

    /** How long before the beginning an event can have been stored and have its entry come later. */
    private static final Duration LATE_ENTRIES = Duration.ofMinutes(5);

    private static final int MOST_REMEMBERED = 200_000;
    private static final int MOST_TOLD_AGAIN = 100;

    private final SourceProvider<Offset, EventEnvelope<Conversation.Event>> tagged;
    private final CurrentEventsByPersistenceIdQuery journal;

    public WholeConversations(
            SourceProvider<Offset, EventEnvelope<Conversation.Event>> tagged,
            CurrentEventsByPersistenceIdQuery journal) {
        this.tagged = tagged;
        this.journal = journal;
    }

    @Override
    public CompletionStage<Source<EventEnvelope<Conversation.Event>, NotUsed>> source(
            Supplier<CompletionStage<Optional<Offset>>> offset) {
        return offset.get().thenCompose(start -> tagged.source(() -> CompletableFuture.completedStage(start))
                .thenApply(source -> source.via(whole(start))));
    }

    private Flow<EventEnvelope<Conversation.Event>, EventEnvelope<Conversation.Event>, NotUsed> whole(
            Optional<Offset> start) {
        // Its memory is of one run: the next begins at another place.
        return Flow.<EventEnvelope<Conversation.Event>, EventEnvelope<Conversation.Event>, NotUsed>fromMaterializer(
                        (materializer, attributes) -> {
                            Told told = new Told(start);
                            return Flow.<EventEnvelope<Conversation.Event>>create()
                                    .flatMapConcat(told::before);
                        })
                .mapMaterializedValue(done -> NotUsed.getInstance());
    }

    @Override
    public Offset extractOffset(EventEnvelope<Conversation.Event> envelope) {
        return tagged.extractOffset(envelope);
    }

    @Override
    public long extractCreationTime(EventEnvelope<Conversation.Event> envelope) {
        return tagged.extractCreationTime(envelope);
    }

    private static long storedAt(akka.persistence.query.EventEnvelope missed) {
        return ((Conversation.Event) missed.event()).at().toEpochMilli();
    }

    /** How far each conversation has been told in this run. */
    private final class Told {
        private final Cache<String, Long> last =
                Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();
        private final boolean fromTheBeginning;
        private final long notBefore;
        /** Of what was told last: what is told in between must not move the projection past what is not. */
        private Offset offset;

        Told(Optional<Offset> start) {
            offset = start.orElse(Offset.noOffset());
            fromTheBeginning = !(offset instanceof TimeBasedUUID);
            notBefore = offset instanceof TimeBasedUUID begun
                    ? Uuids.unixTimestamp(begun.value()) - LATE_ENTRIES.toMillis()
                    : 0;
        }

        /** The event, and before it those that should have come. */
        Source<EventEnvelope<Conversation.Event>, NotUsed> before(EventEnvelope<Conversation.Event> event) {
            String id = event.persistenceId();
            long number = event.sequenceNr();
            @Nullable Long known = last.getIfPresent(id);
            Offset between = offset;
            offset = event.offset();
            last.put(id, known == null ? number : Math.max(known, number));
            long from = known != null ? known + 1 : fromTheBeginning ? 1 : Math.max(1, number - MOST_TOLD_AGAIN);
            if (from >= number) {
                return Source.single(event);
            }
            return journal.currentEventsByPersistenceId(id, from, number - 1)
                    .filter(missed -> known != null || storedAt(missed) >= notBefore)
                    .map(missed -> EventEnvelope.create(
                            between, id, missed.sequenceNr(), (Conversation.Event) missed.event(), missed.timestamp()))
                    .concat(Source.single(event));
        }
    }
}
