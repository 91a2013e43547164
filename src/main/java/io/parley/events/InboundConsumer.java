package io.parley.events;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.kafka.CommitterSettings;
import akka.kafka.ConsumerMessage;
import akka.kafka.ConsumerSettings;
import akka.kafka.ProducerSettings;
import akka.kafka.Subscriptions;
import akka.kafka.javadsl.Committer;
import akka.kafka.javadsl.Consumer;
import akka.kafka.javadsl.SendProducer;
import akka.stream.RestartSettings;
import akka.stream.javadsl.RestartSource;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory;
import io.parley.intake.Intake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Messages of customers that arrive over a topic, from systems that have no channel adapter. In order within a partition; a record is
 * committed once its message is stored, so it may come twice, which its message id makes harmless. What cannot be understood goes to
 * the rejected topic with the reason, so that one bad record neither stops the rest nor is lost.
 */
public final class InboundConsumer {

    private static final String REASON = "parley-reason";

    private final ActorSystem<?> system;
    private final Config config;
    private final Intake intake;
    private final Directory directory;
    private final ObjectMapper json;
    private volatile Consumer.Control control = Consumer.createNoopControl();

    public InboundConsumer(
            ActorSystem<?> system, Config config, Intake intake, Directory directory, ObjectMapper json) {
        this.system = system;
        this.config = config.getConfig("parley.kafka");
        this.intake = intake;
        this.directory = directory;
        this.json = json;
    }

    /** Runs until the node shuts down; starts again after every fault, for as long as it takes. */
    public void start() {
        String servers = config.getString("bootstrap-servers");
        SendProducer<String, byte[]> rejected = new SendProducer<>(
                ProducerSettings.create(system, new StringSerializer(), new ByteArraySerializer())
                        .withBootstrapServers(servers)
                        .withProperty("enable.idempotence", "true"),
                system.classicSystem());
        ConsumerSettings<String, byte[]> settings = ConsumerSettings.create(
                        system, new StringDeserializer(), new ByteArrayDeserializer())
                .withBootstrapServers(servers)
                .withGroupId(config.getString("inbound-group"))
                .withProperty("auto.offset.reset", "earliest")
                // After a crash its partitions go to another node in this time, not in Kafka's 45 s.
                .withProperty("session.timeout.ms", "10000")
                .withProperty("heartbeat.interval.ms", "3000")
                .withStopTimeout(Duration.ofSeconds(2));
        RestartSource.onFailuresWithBackoff(
                        RestartSettings.create(Duration.ofSeconds(1), Duration.ofSeconds(20), 0.2),
                        () -> Consumer.committablePartitionedSource(
                                        settings, Subscriptions.topics(config.getString("inbound-topic")))
                                .mapMaterializedValue(started -> {
                                    control = started;
                                    return started;
                                })
                                .flatMapMerge(64, partition -> partition
                                        .second()
                                        .mapAsync(1, message -> store(message, rejected)))
                                .via(Committer.flow(CommitterSettings.create(system))))
                .runWith(Sink.ignore(), system);
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseServiceUnbind(), "stop-inbound", () -> control.shutdown()
                        .thenCompose(done -> rejected.close()));
    }

    private CompletionStage<ConsumerMessage.Committable> store(
            ConsumerMessage.CommittableMessage<String, byte[]> message, SendProducer<String, byte[]> rejected) {
        return receive(message.record())
                .<CompletionStage<Done>>handle((stored, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(Done.getInstance());
                    }
                    Refused refused = Refused.from(failure);
                    // Not stored for now: the stream fails, and begins again at this record.
                    return refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE
                            ? CompletableFuture.failedFuture(refused)
                            : reject(message.record(), refused, rejected);
                })
                .thenCompose(done -> done)
                .thenApply(done -> message.committableOffset());
    }

    private CompletionStage<Done> receive(ConsumerRecord<String, byte[]> record) {
        try {
            InboundMessage message = json.readValue(record.value(), InboundMessage.class);
            message.check(directory);
            return intake.receive(
                            message.tenant(),
                            message.customer(),
                            message.address(),
                            message.customerAccount(),
                            message.name(),
                            Intake.messageId(message.address(), message.messageId()),
                            message.contents(),
                            message.locale())
                    .thenApply(stored -> Done.getInstance());
        } catch (IOException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new Refused(
                    ErrorCode.BAD_REQUEST, "The record is not an inbound message as the documentation describes it."));
        } catch (Refused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletionStage<Done> reject(
            ConsumerRecord<String, byte[]> record, Refused why, SendProducer<String, byte[]> rejected) {
        system.log()
                .warn(
                        "an inbound record was rejected: {} (partition {}, offset {})",
                        why.code().code(),
                        record.partition(),
                        record.offset());
        ProducerRecord<String, byte[]> copy =
                new ProducerRecord<>(config.getString("inbound-rejected-topic"), record.key(), record.value());
        record.headers().forEach(copy.headers()::add);
        copy.headers().add(REASON, (why.code().code() + ": " + why.detail()).getBytes(StandardCharsets.UTF_8));
        return rejected.send(copy).thenApply(sent -> Done.getInstance());
    }
}
