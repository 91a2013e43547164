package io.parley.projection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.stream.javadsl.Sink;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.parley.conversation.Conversation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GaplessJournalsTest {

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

    private static Instant at(long number) {
        return NOON.plusSeconds(60 * number);
    }

    private static UUID offset(long number) {
        return Uuids.startOf(at(number).toEpochMilli());
    }

    /** One event per minute from noon, the first at 12:01. */
    private static EventEnvelope entry(String conversation, long number) {
        return FakeJournals.envelope(conversation, number, new Conversation.RoutingEnded(at(number)), at(number));
    }

    /** One event every ten seconds. */
    private static EventEnvelope often(String conversation, long number) {
        Instant at = NOON.plusSeconds(10 * number);
        return FakeJournals.envelope(conversation, number, new Conversation.RoutingEnded(at), at);
    }

    private static List<JournalEvent<Conversation.Event>> told(FakeJournals journals, @Nullable UUID start)
            throws Exception {
        return new GaplessJournals<Conversation.Event>(Conversation.Event.class, NOON, journals)
                .current("conversation-0", start)
                .runWith(Sink.seq(), kit.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** A journal in which every conversation has all events that are queried. */
    private static List<JournalEvent<Conversation.Event>> told(@Nullable UUID start, EventEnvelope... entries)
            throws Exception {
        return told(new FakeJournals(GaplessJournalsTest::entry).with(List.of(entries)), start);
    }

    private static List<String> names(List<JournalEvent<Conversation.Event>> told) {
        return told.stream()
                .map(event -> event.persistenceId() + event.sequence() + (event.isReadable() ? "" : "?"))
                .toList();
    }

    @Test
    void passesOnWhatIsComplete() throws Exception {
        assertThat(names(told(null, entry("a", 1), entry("b", 1), entry("a", 2), entry("b", 2))))
                .containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void tellsWhatWasLeftOutBeforeWhatCameAfterIt() throws Exception {
        assertThat(names(told(null, entry("a", 1), entry("b", 1), entry("a", 4), entry("b", 2))))
                .containsExactly("a1", "b1", "a2", "a3", "a4", "b2");
    }

    @Test
    void tellsTheBeginningOfAConversationWhoseFirstEntriesWereLate() throws Exception {
        assertThat(names(told(null, entry("a", 3)))).containsExactly("a1", "a2", "a3");
    }

    @Test
    void tellsAgainWhatWasStoredShortlyBeforeANewBeginning() throws Exception {
        // Restarted after the 99th: the events of the five minutes before, from the 69th, may be undelivered.
        FakeJournals journals = new FakeJournals(GaplessJournalsTest::often).with(List.of(often("a", 100)));

        assertThat(names(told(journals, Uuids.startOf(often("a", 99).timestamp()))))
                .startsWith("a69", "a70")
                .endsWith("a99", "a100")
                .hasSize(32);
    }

    @Test
    void tellsTheLastEventsBeforeTheFirstOneSinceANewBeginningWhateverTheirAge() throws Exception {
        // Restarted after 12:58. The entry of 12:45, for instance, may have come after its place had been passed.
        assertThat(names(told(offset(58), entry("a", 60))))
                .startsWith("a40", "a41")
                .endsWith("a59", "a60")
                .hasSize(21);
    }

    @Test
    void tellsTheLastEventOfAConversationWhoseEntryCameAfterWhatWasStoredLater() throws Exception {
        // Stored at 12:01, but its entry was written after that of 12:03, of another conversation, had been delivered.
        assertThat(names(told(offset(3), entry("a", 1)))).containsExactly("a1");
    }

    @Test
    void tellsTheLastEventOfAConversationThatTheQueryDidNotKnowWhenItsEntryCameLate() throws Exception {
        FakeJournals journals = new FakeJournals(GaplessJournalsTest::entry)
                .with(List.of(entry("b", 6), entry("b", 7)))
                .withLate(entry("a", 3));

        assertThat(names(told(journals, offset(5))))
                .containsExactly("b1", "b2", "b3", "b4", "b5", "b6", "b7", "a1", "a2", "a3");
        assertThat(journals.starts).containsExactly(Offset.timeBasedUUID(offset(0)), Offset.timeBasedUUID(offset(2)));
    }

    @Test
    void goesOnBehindAnEntryThatIsMissingShortlyBeforeANewBeginning() throws Exception {
        FakeJournals journals =
                new FakeJournals(GaplessJournalsTest::entry).with(List.of(entry("a", 4), entry("a", 6), entry("b", 7)));

        assertThat(names(told(journals, offset(5)))).startsWith("a1", "a2", "a3", "a4", "a5", "a6");
        // The second one would return late entries that the first had found.
        assertThat(journals.starts)
                .containsExactly(
                        Offset.timeBasedUUID(offset(0)),
                        Offset.timeBasedUUID(offset(0)),
                        Offset.timeBasedUUID(offset(4)));
    }

    @Test
    void doesNotReturnToAGapThatItHasLeftBehind() throws Exception {
        FakeJournals journals = new FakeJournals(GaplessJournalsTest::entry)
                .with(List.of(entry("a", 1), entry("a", 3), entry("a", 4), entry("a", 6)));

        assertThat(names(told(journals, null))).containsExactly("a1", "a2", "a3", "a4", "a5", "a6");
        // Each gap ends two queries.
        assertThat(journals.starts)
                .hasSize(5)
                .endsWith(
                        Offset.timeBasedUUID(offset(1)),
                        Offset.timeBasedUUID(offset(1)),
                        Offset.timeBasedUUID(offset(4)));
    }

    @Test
    void doesNotMoveOnBeforeWhatWasLeftOutHasBeenTold() throws Exception {
        List<UUID> offsets = told(offset(5), entry("a", 6), entry("a", 8), entry("b", 9)).stream()
                .filter(event -> event.persistenceId().equals("a") && event.sequence() >= 6)
                .map(JournalEvent::offset)
                .toList();

        assertThat(offsets).containsExactly(offset(6), offset(6), offset(8));
    }

    @Test
    void tellsWhatComesTwiceOnlyOnce() throws Exception {
        assertThat(names(told(null, entry("a", 1), entry("a", 2), entry("a", 1), entry("a", 3))))
                .containsExactly("a1", "a2", "a3");
    }

    @Test
    void keepsThePlaceOfWhatCannotBeReadFromTheJournal() throws Exception {
        FakeJournals journals = new FakeJournals((id, number) -> number == 2 || number == 5
                        ? FakeJournals.envelope(id, number, FakeJournals.UNREADABLE, at(number))
                        : entry(id, number))
                .with(List.of(entry("a", 1), entry("a", 4), entry("a", 6)));

        assertThat(names(told(journals, null))).containsExactly("a1", "a2?", "a3", "a4", "a5?", "a6");
    }

    @Test
    void whatIsNoEventOfItsKindCannotBeRead() throws Exception {
        assertThat(names(told(
                        null, entry("a", 1), FakeJournals.envelope("a", 2, "something else", at(2)), entry("a", 3))))
                .containsExactly("a1", "a2?", "a3");
    }
}
