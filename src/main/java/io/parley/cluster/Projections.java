package io.parley.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.kafka.ProducerSettings;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.PersistenceQuery;
import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.parley.ClusterMessage;
import io.parley.Slices;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory;
import io.parley.events.ConversationPublisher;
import io.parley.events.ConversationRecords;
import io.parley.events.PublishSettings;
import io.parley.inbox.InboxProjection;
import io.parley.inbox.RoutingProjection;
import io.parley.inbox.Transcripts;
import io.parley.knowledge.Articles;
import io.parley.knowledge.CassandraOpenQuestions;
import io.parley.knowledge.LearningProjection;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.projection.CassandraDeadLetters;
import io.parley.projection.CassandraOffsets;
import io.parley.projection.Consumer;
import io.parley.projection.SliceReader;
import io.parley.projection.GaplessJournals;
import io.parley.routing.Routing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The consumers of events, run slice by slice and spread over the nodes with the role {@code projection}. Each remembers how far it
 * got and continues there; each may repeat its last step, which has no further effect.
 */
final class Projections {

    /** Each reads every sixteenth slice of conversations and one of routers. Any more nodes would have nothing to do. */
    private static final int PROCESSES = 16;

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** Ends a process, so that it can start on another node. */
    enum Stop implements ClusterMessage {
        NOW
    }

    /** Upper bound, in bytes, for key, headers and framing of a published event. */
    private static final int HEADERS = 64 * 1024;

    private final ActorSystem<?> system;
    private final CqlSession session;
    private final Config config;
    private final ObjectMapper json;
    private final Transcripts transcripts;
    private final Articles articles;
    private final Directory directory;
    private final Keyring keyring;
    private final Instant began;
    private final Clock clock;

    /** @param began when the installation began */
    Projections(
            ActorSystem<?> system,
            CqlSession session,
            Config config,
            ObjectMapper json,
            Transcripts transcripts,
            Articles articles,
            Directory directory,
            Keyring keyring,
            Instant began,
            Clock clock) {
        this.system = system;
        this.session = session;
        this.config = config;
        this.json = json;
        this.transcripts = transcripts;
        this.articles = articles;
        this.directory = directory;
        this.keyring = keyring;
        this.began = began;
        this.clock = clock;
    }

    void start() {
        CassandraReadJournal journal = PersistenceQuery.get(system)
                .getReadJournalFor(CassandraReadJournal.class, CassandraReadJournal.Identifier());
        Readers<Stored<Conversation.Event>> conversations = new Readers<>(
                new GaplessJournals<>(Stored.class, began, journal),
                List.of(
                        new InboxProjection(session),
                        publisher(),
                        new LearningProjection(
                                transcripts, new CassandraOpenQuestions(session, keyring), articles, keyring)));
        Readers<Routing.Event> routers = new Readers<>(
                new GaplessJournals<>(Routing.Event.class, began, journal),
                List.of(new RoutingProjection(session, json)));
        ShardedDaemonProcess.get(system)
                .init(
                        Stop.class,
                        "projections",
                        PROCESSES,
                        process -> process(process, conversations, routers),
                        ShardedDaemonProcessSettings.create(system).withRole("projection"),
                        Optional.of(Stop.NOW));
    }

    private Behavior<Stop> process(
            int process, Readers<Stored<Conversation.Event>> conversations, Readers<Routing.Event> routers) {
        return Behaviors.setup(context -> {
            for (int slice = process; slice < Slices.CONVERSATION.count(); slice += PROCESSES) {
                String tag = Slices.CONVERSATION.tags().get(slice);
                context.spawn(conversations.of(tag), tag);
            }
            for (int slice = process; slice < Slices.ROUTER.count(); slice += PROCESSES) {
                String tag = Slices.ROUTER.tags().get(slice);
                context.spawn(routers.of(tag), tag);
            }
            return Behaviors.receive(Stop.class)
                    .onMessage(Stop.class, stop -> Behaviors.stopped())
                    .build();
        });
    }

    private final class Readers<E> {
        private final GaplessJournals<E> journals;
        private final List<Consumer<E>> consumers;
        private final SliceReader.Stores stores =
                new SliceReader.Stores(new CassandraOffsets(session), new CassandraDeadLetters(session));
        private final SliceReader.Settings settings = SliceReader.Settings.from(config.getConfig("parley.projection"));

        Readers(GaplessJournals<E> journals, List<Consumer<E>> consumers) {
            this.journals = journals;
            this.consumers = consumers;
        }

        Behavior<SliceReader.Command> of(String slice) {
            return SliceReader.create(slice, consumers, journals, stores, settings, clock);
        }
    }

    private ConversationPublisher publisher() {
        int largest = Math.toIntExact(config.getBytes("parley.kafka.largest-event"));
        ProducerSettings<String, byte[]> settings = ProducerSettings.create(
                        system, new StringSerializer(), new ByteArraySerializer())
                .withBootstrapServers(config.getString("parley.kafka.bootstrap-servers"))
                // Idempotent and acknowledged by all replicas: retries neither duplicate nor reorder.
                .withProperty("enable.idempotence", "true")
                .withProperty("acks", "all")
                .withProperty("compression.type", "lz4")
                .withProperty("linger.ms", "5")
                .withProperty("max.request.size", Integer.toString(largest + HEADERS))
                // Never gives up a batch: a later one would overtake it, and a resent one would be out of order.
                .withProperty("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE))
                .withProperty("request.timeout.ms", "10000")
                .withProperty("max.block.ms", "2000");
        ExecutorService sending = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "conversation-events");
            thread.setDaemon(true);
            return thread;
        });
        ConversationPublisher publisher = new ConversationPublisher(
                settings::createKafkaProducer,
                keyring,
                sending,
                new ConversationRecords(
                        config.getString("parley.kafka.conversation-events-topic"),
                        largest,
                        PublishSettings.of(directory),
                        json));
        system.getWhenTerminated().whenComplete((done, failure) -> {
            sending.shutdownNow();
            publisher.close(CLOSE_WITHIN);
        });
        return publisher;
    }
}
