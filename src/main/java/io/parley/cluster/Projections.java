package io.parley.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.kafka.ProducerSettings;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.cassandra.javadsl.CassandraProjection;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.eventsourced.javadsl.EventSourcedProvider;
import akka.projection.javadsl.SourceProvider;
import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationTags;
import io.parley.directory.Directory;
import io.parley.events.ConversationPublisher;
import io.parley.events.ConversationRecords;
import io.parley.events.PublishSettings;
import io.parley.events.WholeConversations;
import io.parley.inbox.InboxProjection;
import io.parley.inbox.RoutingProjection;
import io.parley.inbox.Transcripts;
import io.parley.knowledge.Articles;
import io.parley.knowledge.CassandraOpenQuestions;
import io.parley.knowledge.LearningProjection;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The projections, spread over the nodes with the role {@code projection}. Each remembers how far it came and goes on there; each may
 * repeat what it did last, which has no further effect.
 */
final class Projections {

    private static final int GROUP = 100;
    private static final Duration GROUP_WITHIN = Duration.ofMillis(200);

    /** More bytes than key, headers and framing of a published event have. */
    private static final int HEADERS = 64 * 1024;

    private final ActorSystem<?> system;
    private final CqlSession session;
    private final Config config;
    private final ObjectMapper json;
    private final Transcripts transcripts;
    private final Articles articles;
    private final Directory directory;

    Projections(
            ActorSystem<?> system,
            CqlSession session,
            Config config,
            ObjectMapper json,
            Transcripts transcripts,
            Articles articles,
            Directory directory) {
        this.system = system;
        this.session = session;
        this.config = config;
        this.json = json;
        this.transcripts = transcripts;
        this.articles = articles;
        this.directory = directory;
    }

    void start() {
        List<String> slices = ConversationTags.all();
        run("inbox", slices.size(), i -> inbox(slices.get(i)));
        ConversationPublisher publisher = publisher();
        run("conversation-events", slices.size(), i -> publisher(slices.get(i), publisher));
        run("knowledge", slices.size(), i -> learning(slices.get(i)));
        run(
                "routing-decisions",
                1,
                i -> CassandraProjection.atLeastOnce(
                        ProjectionId.of("routing-decisions", RouterEntity.TAG),
                        this.<Routing.Event>source(RouterEntity.TAG),
                        () -> new RoutingProjection(session, json)));
    }

    private Projection<EventEnvelope<Conversation.Event>> inbox(String slice) {
        return CassandraProjection.groupedWithin(
                        ProjectionId.of("inbox", slice), conversations(slice), () -> new InboxProjection(session, json))
                .withGroup(GROUP, GROUP_WITHIN);
    }

    private Projection<EventEnvelope<Conversation.Event>> learning(String slice) {
        return CassandraProjection.atLeastOnce(
                ProjectionId.of("knowledge", slice),
                conversations(slice),
                () -> new LearningProjection(transcripts, new CassandraOpenQuestions(session), articles));
    }

    private Projection<EventEnvelope<Conversation.Event>> publisher(String slice, ConversationPublisher publisher) {
        return CassandraProjection.atLeastOnceFlow(
                ProjectionId.of("conversation-events", slice), conversations(slice), publisher.flow());
    }

    private ConversationPublisher publisher() {
        int largest = Math.toIntExact(config.getBytes("parley.kafka.largest-event"));
        ProducerSettings<String, byte[]> settings = ProducerSettings.create(
                        system, new StringSerializer(), new ByteArraySerializer())
                .withBootstrapServers(config.getString("parley.kafka.bootstrap-servers"))
                // Idempotent and acknowledged by all: retries neither double nor reorder.
                .withProperty("enable.idempotence", "true")
                .withProperty("acks", "all")
                .withProperty("compression.type", "lz4")
                .withProperty("linger.ms", "5")
                .withProperty("max.request.size", Integer.toString(largest + HEADERS))
                // After this the projection starts again from its last offset, and so on until Kafka is back.
                .withProperty("delivery.timeout.ms", "20000")
                .withProperty("request.timeout.ms", "10000")
                .withProperty("max.block.ms", "10000");
        return new ConversationPublisher(
                settings,
                new ConversationRecords(
                        config.getString("parley.kafka.conversation-events-topic"),
                        largest,
                        PublishSettings.of(directory),
                        json));
    }

    private SourceProvider<Offset, EventEnvelope<Conversation.Event>> conversations(String slice) {
        return new WholeConversations(
                source(slice),
                PersistenceQuery.get(system)
                        .getReadJournalFor(CassandraReadJournal.class, CassandraReadJournal.Identifier()));
    }

    private <E> SourceProvider<Offset, EventEnvelope<E>> source(String tag) {
        return EventSourcedProvider.eventsByTag(system, CassandraReadJournal.Identifier(), tag);
    }

    private <E> void run(String name, int instances, IntFunction<Projection<E>> projection) {
        ShardedDaemonProcess.get(system)
                .init(
                        ProjectionBehavior.Command.class,
                        name,
                        instances,
                        i -> ProjectionBehavior.create(projection.apply(i)),
                        ShardedDaemonProcessSettings.create(system).withRole("projection"),
                        Optional.of(ProjectionBehavior.stopMessage()));
    }
}
