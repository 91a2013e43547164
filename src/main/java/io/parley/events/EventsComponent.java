package io.parley.events;

import akka.Done;
import akka.kafka.ProducerSettings;
import com.typesafe.config.Config;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.intake.IntakeComponent;
import io.parley.intake.SignedChannels;
import io.parley.kit.Threads;
import io.parley.privacy.Stored;
import io.parley.site.Component;
import io.parley.site.Projected;
import io.parley.site.Role;
import io.parley.site.Site;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishing to Kafka and receiving from it. */
public final class EventsComponent implements Component {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** Upper bound, in bytes, for key, headers and framing of a published event. */
    private static final int HEADERS = 64 * 1024;

    private final IntakeComponent intake;
    private volatile @Nullable Site site;

    public EventsComponent(IntakeComponent intake) {
        this.intake = intake;
    }

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.PROJECTION);
    }

    @Override
    public void check(Config parley) {
        InboundSettings.from(parley);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        this.site = site;
        new InboundConsumer(
                        site.system(),
                        site.parley(),
                        intake.intake(),
                        new SignedChannels(site.directory(), site.signing()),
                        site.json(),
                        site.clock())
                .start();
        return Component.started();
    }

    @Override
    public List<Projected<?>> projections() {
        return List.of(new Projected<Stored<Conversation.Event>>(
                ConversationEntity.SLICES, Stored.class, publisher(Objects.requireNonNull(site, "not started"))));
    }

    private static ConversationPublisher publisher(Site site) {
        Config kafka = site.parley().getConfig("kafka");
        int largest = Math.toIntExact(kafka.getBytes("largest-event"));
        ProducerSettings<String, byte[]> settings = ProducerSettings.create(
                        site.system(), new StringSerializer(), new ByteArraySerializer())
                .withBootstrapServers(kafka.getString("bootstrap-servers"))
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
        ExecutorService sending = Threads.pool("conversation-events", 1);
        ConversationPublisher publisher = new ConversationPublisher(
                settings::createKafkaProducer,
                site.keyring(),
                sending,
                new ConversationRecords(
                        kafka.getString("conversation-events-topic"),
                        largest,
                        PublishSettings.of(site.directory()),
                        site.json()));
        site.closeAtEnd(() -> {
            sending.shutdownNow();
            publisher.close(CLOSE_WITHIN);
        });
        return publisher;
    }
}
