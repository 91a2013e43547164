package io.parley.projection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.CustomerId;
import io.parley.MigratedCassandra;
import io.parley.TenantId;
import io.parley.cluster.AllParts;
import io.parley.conversation.Conversation;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.embedded.Libraries;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Stored;
import io.parley.routing.Routing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads slices of a real journal, with offsets and dead letters in their real tables. */
class SliceReaderIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant BEGAN = Instant.now();

    private static CqlSession session;
    private static ActorTestKit kit;
    private static SimpleMeterRegistry meters;

    private final String slice = "it-" + UUID.randomUUID();
    private final String entity = "conversation|demo|" + UUID.randomUUID();
    private final TestConsumer<Stored<Conversation.Event>> first = new TestConsumer<>("first");
    private final TestConsumer<Stored<Conversation.Event>> second = new TestConsumer<>("second");
    private ActorRef<SliceReader.Command> reader;

    @BeforeAll
    static void start() {
        session = MigratedCassandra.connect();
        meters = new SimpleMeterRegistry();
        Metrics.addRegistry(meters);
        kit = ActorTestKit.create("SliceReaderIT", config());
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    private static Config config() {
        return ConfigFactory.parseString(
                        """
                        akka {
                          remote.artery.canonical.port = 0
                          coordinated-shutdown.exit-jvm = off
                          cluster.jmx.multi-mbeans-in-same-jvm = on
                          cluster.split-brain-resolver.keep-majority.role = ""
                        }
                        datastax-java-driver.basic {
                          contact-points = ["127.0.0.1:%d"]
                          load-balancing-policy.local-datacenter = "%s"
                        }
                        """
                                .formatted(EmbeddedPair.shared().cassandra().port(), EmbeddedCassandra.DATACENTER))
                .withFallback(ConfigFactory.parseFile(
                        Libraries.home().resolve("cluster-config/common.conf").toFile()))
                .withFallback(AllParts.stored())
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    @AfterAll
    static void stop() {
        Metrics.removeRegistry(meters);
        kit.shutdownTestKit();
        session.close();
    }

    @BeforeEach
    void read() {
        reader = reader(Stored.class, List.of(first, second));
    }

    @AfterEach
    void stopReading() {
        kit.stop(reader);
    }

    @Test
    void everyConsumerIsToldEverythingInOrderAndRemembersHowFarItCame() {
        persist(entity, 3, SliceReaderIT::conversation);

        assertThat(first.told(3)).containsExactly(1L, 2L, 3L);
        assertThat(second.told(3)).containsExactly(1L, 2L, 3L);

        kit.stop(reader);
        reader = reader(Stored.class, List.of(first, second));
        first.forget();
        persist(entity, 1, SliceReaderIT::conversation);
        assertThat(first.toldUntil(4)).endsWith(4L);
        assertThat(offsets("first")).isEqualTo(offsets("second"));
    }

    @Test
    void aRecordThatCannotBeHandledBecomesADeadLetterAndTheNextIsHandled() {
        first.poison.add(2L);

        persist(entity, 3, SliceReaderIT::conversation);

        assertThat(first.toldUntil(3)).contains(1L, 3L).doesNotContain(2L);
        assertThat(second.toldUntil(3)).contains(1L, 2L, 3L);
        Row letter = Objects.requireNonNull(letter());
        assertThat(letter.getString("consumer")).isEqualTo("first");
        assertThat(letter.getString("tenant")).isEqualTo("demo");
        assertThat(letter.getString("persistence_id")).isEqualTo(entity);
        assertThat(letter.getLong("sequence")).isEqualTo(2);
        assertThat(letter.getString("error")).isEqualTo(IllegalStateException.class.getName());
        assertThat(letter.getInt("attempts")).isEqualTo(3);
        assertThat(meters.get("parley.projection.dead.letters")
                        .tag("consumer", "first")
                        .counter()
                        .count())
                .isPositive();
        assertThat(meters.get("parley.projection.lag")
                        .tags("consumer", "first", "slice", slice)
                        .gauge()
                        .value())
                .isNotNegative();

        // The operator's step once the cause is fixed.
        first.poison.clear();
        session.execute(
                "UPDATE parley.projection_dead_letter SET replay = true"
                        + " WHERE slice = ? AND consumer = 'first' AND persistence_id = ? AND sequence = 2",
                slice,
                entity);
        kit.stop(reader);
        reader = reader(Stored.class, List.of(first, second));
        assertThat(first.toldUntil(2)).contains(2L);
        first.awaitNoLetter(this::letter);
    }

    @Test
    void anEventThatIsGivenUpAgainKeepsItsLetterAndTheOperatorsMark() {
        CassandraDeadLetters letters = new CassandraDeadLetters(session);
        // This slice has no reader, so the letter is not replayed meanwhile.
        String unread = slice + "-unread";
        DeadLetters.DeadLetter letter = new DeadLetters.DeadLetter(unread, "first", entity, 2, BEGAN, "unreadable", 1);
        assertThat(letters.add(letter).toCompletableFuture().join()).isTrue();
        letters.mark(letter).toCompletableFuture().join();

        assertThat(letters.add(letter).toCompletableFuture().join()).isFalse();
        assertThat(letters.marked(unread).toCompletableFuture().join())
                .extracting(DeadLetters.DeadLetter::sequence)
                .containsExactly(2L);

        letters.keep(letter).toCompletableFuture().join();
        assertThat(letters.marked(unread).toCompletableFuture().join()).isEmpty();
        letters.remove(letter).toCompletableFuture().join();
        assertThat(letters.add(letter).toCompletableFuture().join()).isTrue();
    }

    @Test
    void aConsumerWhoseDatabaseIsAwayHoldsNobodyUpAndLosesNothing() {
        first.away = true;

        persist(entity, 3, SliceReaderIT::conversation);
        assertThat(second.toldUntil(3)).contains(1L, 2L, 3L);
        persist(entity, 1, SliceReaderIT::conversation);
        assertThat(second.toldUntil(4)).endsWith(4L);
        assertThat(first.told).isEmpty();
        assertThat(letter()).isNull();

        first.away = false;
        assertThat(first.toldUntil(4)).containsSubsequence(1L, 2L, 3L, 4L);
        persist(entity, 1, SliceReaderIT::conversation);
        assertThat(first.toldUntil(5)).endsWith(5L);
        assertThat(second.toldUntil(5)).endsWith(5L);
    }

    @Test
    void aConsumerThatTakesLongHoldsNobodyUp() {
        CompletableFuture<Done> busy = new CompletableFuture<>();
        first.busy = busy;

        persist(entity, 2, SliceReaderIT::conversation);
        assertThat(second.toldUntil(2)).contains(1L, 2L);
        persist(entity, 1, SliceReaderIT::conversation);
        assertThat(second.toldUntil(3)).endsWith(3L);

        first.busy = null;
        busy.complete(Done.getInstance());
        assertThat(first.toldUntil(3)).containsSubsequence(1L, 2L, 3L);
    }

    @Test
    void anEntryBehindTheOffsetIsReadFromTheJournalOfAConversation() {
        persist(entity, 2, SliceReaderIT::conversation);
        assertThat(first.toldUntil(2)).contains(1L, 2L);
        kit.stop(reader);

        persist(entity, 2, SliceReaderIT::conversation);
        loseEntry(3);
        first.forget();
        reader = reader(Stored.class, List.of(first, second));

        assertThat(first.toldUntil(4)).containsSubsequence(3L, 4L);
    }

    @Test
    void anEntryThatComesTooLateIsReadFromTheJournalOfARouter() {
        kit.stop(reader);
        TestConsumer<Routing.Event> decisions = new TestConsumer<>("decisions");
        persist(entity, 3, SliceReaderIT::routing);
        loseEntry(2);

        reader = reader(Routing.Event.class, List.of(decisions));

        // The query notices the missing entry and fails, as does the next one; the third begins after the first entry.
        assertThat(decisions.toldUntil(3)).containsSubsequence(1L, 2L, 3L);
        assertThat(letter()).isNull();
    }

    @Test
    void theLastEntryOfAConversationThatTheReaderDoesNotKnowMayComeLate() {
        kit.stop(reader);
        persist(entity, 2, SliceReaderIT::conversation);
        // The first one stands for entries that are older than the hour before, where no query looks for them.
        loseEntry(1);
        Row last = loseEntry(2);
        reader = reader(Stored.class, List.of(first, second));
        persist("conversation|demo|" + UUID.randomUUID(), 1, SliceReaderIT::conversation);
        assertThat(first.told(1)).containsExactly(1L);
        first.forget();

        writeLate(last);

        // The query finds the entry within twenty seconds, searches for the first one for ten, and fails.
        assertThat(first.toldUntil(2)).containsExactly(1L, 2L);
        assertThat(letter()).isNull();
    }

    @Test
    void anEventWhoseWriterWasAheadOfTheNextOnesIsToldInItsPlace() {
        kit.stop(reader);
        persist(entity, 3, SliceReaderIT::conversation);
        Row second = loseEntry(2);
        // The clock of the node that wrote it was ahead; the next event was written by another node.
        writeAt(second, Instant.now().plusSeconds(1));

        reader = reader(Stored.class, List.of(first));

        assertThat(first.toldUntil(3)).containsSubsequence(1L, 2L, 3L);
        assertThat(letter()).isNull();
    }

    // ---- journal ----

    /** As stored in journals; contains nothing personal. */
    private static Stored<Conversation.Event> conversation(int number) {
        return Stored.seal(
                Conversation.Event.class,
                new Conversation.RoutingEnded(BEGAN.plusSeconds(number)),
                CustomerKeys.off(new TenantId("demo"), new CustomerId("c")));
    }

    private static Routing.Event routing(int number) {
        return new Routing.ReservationExpired("reservation-" + number, BEGAN.plusSeconds(number));
    }

    private <E> ActorRef<SliceReader.Command> reader(Class<?> type, List<Consumer<E>> consumers) {
        CassandraReadJournal journal = PersistenceQuery.get(kit.system())
                .getReadJournalFor(CassandraReadJournal.class, CassandraReadJournal.Identifier());
        return kit.spawn(SliceReader.create(
                slice,
                consumers,
                new GaplessJournals<E>(type, BEGAN, journal),
                new SliceReader.Stores(new CassandraOffsets(session), new CassandraDeadLetters(session)),
                new SliceReader.Settings(3, Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofMillis(500)),
                Clock.systemUTC()));
    }

    private <E> void persist(String id, int events, IntFunction<E> event) {
        TestProbe<Done> stored = kit.createTestProbe();
        ActorRef<ActorRef<Done>> writer = kit.spawn(new Writer<>(id, slice, event));
        for (int i = 0; i < events; i++) {
            writer.tell(stored.getRef());
            stored.expectMessage(PATIENCE, Done.getInstance());
        }
        kit.stop(writer);
    }

    /**
     * As if the entry under the tag had been written after the reader had passed its place.
     *
     * @return the entry
     */
    private Row loseEntry(long sequence) {
        for (Row row : session.execute("SELECT * FROM parley.tag_views")) {
            if (slice.equals(row.getString("tag_name")) && row.getLong("sequence_nr") == sequence) {
                session.execute(
                        "DELETE FROM parley.tag_views WHERE tag_name = ? AND timebucket = ? AND timestamp = ?"
                                + " AND persistence_id = ? AND tag_pid_sequence_nr = ?",
                        slice,
                        row.getLong("timebucket"),
                        row.getUuid("timestamp"),
                        row.getString("persistence_id"),
                        row.getLong("tag_pid_sequence_nr"));
                return row;
            }
        }
        throw new AssertionError("there is no entry of event " + sequence);
    }

    /** As a recovering entity does: with the time of its event. */
    private void writeLate(Row entry) {
        write(entry, Map.of());
    }

    /** Writes an entry as if its event had been stored at this time. */
    private void writeAt(Row entry, Instant at) {
        long hour = Duration.ofHours(1).toMillis();
        write(
                entry,
                Map.of("timestamp", Uuids.startOf(at.toEpochMilli()), "timebucket", at.toEpochMilli() / hour * hour));
    }

    private void write(Row entry, Map<String, Object> changed) {
        List<String> columns = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (ColumnDefinition column : entry.getColumnDefinitions()) {
            Object value = changed.getOrDefault(column.getName().asInternal(), entry.getObject(column.getName()));
            if (value != null) {
                columns.add(column.getName().asCql(true));
                values.add(value);
            }
        }
        session.execute(
                "INSERT INTO parley.tag_views (" + String.join(", ", columns) + ") VALUES ("
                        + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")",
                values.toArray());
    }

    private UUID offsets(String consumer) {
        return Objects.requireNonNull(session.execute(
                                "SELECT offset FROM parley.projection_offset WHERE consumer = ? AND slice = ?",
                                consumer,
                                slice)
                        .one())
                .getUuid("offset");
    }

    private Row letter() {
        return session.execute("SELECT * FROM parley.projection_dead_letter WHERE slice = ?", slice)
                .one();
    }

    /** Stores one event for each command. */
    private static final class Writer<E> extends EventSourcedBehavior<ActorRef<Done>, E, Integer> {
        private final String slice;
        private final IntFunction<E> event;

        Writer(String id, String slice, IntFunction<E> event) {
            super(PersistenceId.ofUniqueId(id));
            this.slice = slice;
            this.event = event;
        }

        @Override
        public Integer emptyState() {
            return 0;
        }

        @Override
        public CommandHandler<ActorRef<Done>, E, Integer> commandHandler() {
            return (state, replyTo) ->
                    Effect().persist(event.apply(state + 1)).thenRun(next -> replyTo.tell(Done.getInstance()));
        }

        @Override
        public EventHandler<Integer, E> eventHandler() {
            return (state, stored) -> state + 1;
        }

        @Override
        public Set<String> tagsFor(E stored) {
            return Set.of(slice);
        }
    }

    /** Records the events it receives, and fails on demand. */
    private static final class TestConsumer<E> implements Consumer<E> {
        private final String name;
        private final List<Long> told = new ArrayList<>();
        private final Set<Long> poison = ConcurrentHashMap.newKeySet();
        private volatile boolean away;
        private volatile CompletableFuture<Done> busy;

        TestConsumer(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CompletionStage<Done> handle(List<JournalEvent<E>> events) {
            if (away) {
                return CompletableFuture.failedStage(new TimeoutException("nobody answers"));
            }
            if (events.stream().anyMatch(event -> poison.contains(event.sequence()))) {
                return CompletableFuture.failedStage(new IllegalStateException("what somebody wrote"));
            }
            synchronized (told) {
                events.forEach(event -> told.add(event.sequence()));
                told.notifyAll();
            }
            CompletableFuture<Done> waited = busy;
            return waited == null ? CompletableFuture.completedStage(Done.getInstance()) : waited;
        }

        List<Long> told(int count) {
            return await(() -> told.size() >= count);
        }

        List<Long> toldUntil(long sequence) {
            return await(() -> told.contains(sequence));
        }

        void forget() {
            synchronized (told) {
                told.clear();
            }
        }

        void awaitNoLetter(java.util.function.Supplier<Row> letter) {
            TestProbe<Done> probe = kit.createTestProbe();
            probe.awaitAssert(PATIENCE, Duration.ofMillis(100), () -> {
                assertThat(letter.get()).isNull();
                return Done.getInstance();
            });
        }

        private List<Long> await(java.util.function.BooleanSupplier reached) {
            TestProbe<Done> probe = kit.createTestProbe();
            return probe.awaitAssert(PATIENCE, Duration.ofMillis(50), () -> {
                synchronized (told) {
                    assertThat(reached.getAsBoolean())
                            .as("%s was told %s", name, told)
                            .isTrue();
                    return List.copyOf(told);
                }
            });
        }
    }
}
