package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.query.Offset;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.parley.conversation.Conversation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WholeConversationsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    /** One event a minute from noon on, the first at 12:01. */
    private static Conversation.Event event(long number) {
        return new Conversation.RoutingEnded(NOON.plusSeconds(60 * number));
    }

    private static Offset offset(long number) {
        return Offset.timeBasedUUID(Uuids.startOf(event(number).at().toEpochMilli()));
    }

    private static EventEnvelope<Conversation.Event> entry(String conversation, long number) {
        return EventEnvelope.create(offset(number), conversation, number, event(number), 0);
    }

    /** Every conversation has as many events as it is asked for. */
    private static final CurrentEventsByPersistenceIdQuery JOURNAL =
            (id, from, to) -> Source.from(LongStream.rangeClosed(from, to)
                    .mapToObj(number -> new akka.persistence.query.EventEnvelope(
                            Offset.sequence(number), id, number, event(number), 0))
                    .toList());

    private static List<EventEnvelope<Conversation.Event>> told(
            Optional<Offset> start, List<EventEnvelope<Conversation.Event>> entries) throws Exception {
        SourceProvider<Offset, EventEnvelope<Conversation.Event>> tagged = new SourceProvider<>() {
            @Override
            public CompletionStage<Source<EventEnvelope<Conversation.Event>, NotUsed>> source(
                    Supplier<CompletionStage<Optional<Offset>>> offset) {
                return offset.get().thenApply(given -> {
                    assertThat(given).isEqualTo(start);
                    return Source.from(entries);
                });
            }

            @Override
            public Offset extractOffset(EventEnvelope<Conversation.Event> envelope) {
                return envelope.offset();
            }

            @Override
            public long extractCreationTime(EventEnvelope<Conversation.Event> envelope) {
                return envelope.timestamp();
            }
        };
        Source<EventEnvelope<Conversation.Event>, NotUsed> source = new WholeConversations(tagged, JOURNAL)
                .source(() -> CompletableFuture.completedStage(start))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return new ArrayList<>(
                source.runWith(Sink.seq(), kit.system()).toCompletableFuture().get(10, TimeUnit.SECONDS));
    }

    private static List<String> names(List<EventEnvelope<Conversation.Event>> told) {
        return told.stream()
                .map(envelope -> envelope.persistenceId() + envelope.sequenceNr())
                .toList();
    }

    @Test
    void passesOnWhatIsComplete() throws Exception {
        assertThat(names(told(Optional.empty(), List.of(entry("a", 1), entry("b", 1), entry("a", 2), entry("b", 2)))))
                .containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void tellsWhatWasLeftOutBeforeWhatCameAfterIt() throws Exception {
        assertThat(names(told(Optional.empty(), List.of(entry("a", 1), entry("b", 1), entry("a", 4), entry("b", 2)))))
                .containsExactly("a1", "b1", "a2", "a3", "a4", "b2");
    }

    @Test
    void tellsTheBeginningOfAConversationWhoseFirstEntriesWereLate() throws Exception {
        assertThat(names(told(Optional.empty(), List.of(entry("a", 3))))).containsExactly("a1", "a2", "a3");
    }

    @Test
    void tellsAgainWhatWasStoredShortlyBeforeANewBeginning() throws Exception {
        // Begun anew after 12:18: of what was stored from 12:13 on, nobody knows whether it was told.
        assertThat(names(told(Optional.of(offset(18)), List.of(entry("a", 20), entry("a", 21)))))
                .containsExactly("a13", "a14", "a15", "a16", "a17", "a18", "a19", "a20", "a21");
    }

    @Test
    void doesNotMoveOnBeforeWhatWasLeftOutHasBeenTold() throws Exception {
        List<EventEnvelope<Conversation.Event>> told =
                told(Optional.of(offset(5)), List.of(entry("a", 6), entry("a", 8), entry("b", 9)));

        List<Offset> offsets = told.stream()
                .filter(envelope -> envelope.persistenceId().equals("a") && envelope.sequenceNr() >= 6)
                .map(EventEnvelope::offset)
                .toList();
        assertThat(offsets).containsExactly(offset(6), offset(6), offset(8));
    }

    @Test
    void passesOnWhatComesTwice() throws Exception {
        assertThat(names(told(Optional.empty(), List.of(entry("a", 1), entry("a", 2), entry("a", 1), entry("a", 3)))))
                .containsExactly("a1", "a2", "a1", "a3");
    }
}
