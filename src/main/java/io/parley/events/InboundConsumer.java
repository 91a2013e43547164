package io.parley.events;

import akka.Done;
import akka.NotUsed;
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
import akka.pattern.Patterns;
import akka.stream.RestartSettings;
import akka.stream.javadsl.RestartSource;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.ParleyMetrics;
import io.parley.Refused;
import io.parley.events.InboundRecords.Inbound;
import io.parley.intake.Intake;
import io.parley.intake.SignedChannels;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Receives customers' messages over a topic, from companies' systems that have no channel adapter. One stream per partition, and within it
 * each customer's messages in order. An offset is committed once every message up to it is stored or rejected, so records are read at least
 * once; a repetition is harmless while a conversation remembers its message id. The first records of a partition may have been stored
 * before, even by another node, so for these the conversation before the customer's current one is asked, too. Rejected records go to a
 * separate topic with the reason: none holds up the rest, and none is lost.
 */
public final class InboundConsumer {

    /** Above any topic's number of partitions, so that all assigned partitions have their streams at the same time. */
    private static final int MAX_PARTITIONS = 10_000;

    private final ActorSystem<?> system;
    private final Config kafka;
    private final Intake intake;
    private final InboundRecords records;
    private final InboundSettings settings;
    private final InboundWindows windows;
    private final InboundParking parking;
    private final RejectedTopic rejected;
    private final InboundLag<ConsumerMessage.PartitionOffset> lag;
    private final Counter restarts = Metrics.counter("parley.inbound.restarts");
    /** Whether this is a restart. */
    private final AtomicBoolean begun = new AtomicBoolean();

    private volatile Consumer.Control control = Consumer.createNoopControl();

    /**
     * @param parley the section {@code parley} of the configuration
     * @param json bounded in depth
     */
    public InboundConsumer(
            ActorSystem<?> system,
            Config parley,
            Intake intake,
            SignedChannels channels,
            ObjectMapper json,
            Clock clock) {
        this.system = system;
        this.kafka = parley.getConfig("kafka");
        this.intake = intake;
        this.settings = InboundSettings.from(parley);
        this.records = new InboundRecords(channels, json, settings, clock);
        this.windows = new InboundWindows(settings.window());
        this.parking = new InboundParking(settings, time -> after(time, system), windows::areHeldUpBy);
        this.rejected = new RejectedTopic(kafka.getString("inbound-rejected-topic"), this::producer);
        this.lag = new InboundLag<>(clock);
        ParleyMetrics.watch("parley.inbound.lag.seconds", Tags.empty(), lag::seconds);
    }

    private static CompletionStage<Done> after(Duration time, ActorSystem<?> system) {
        return Patterns.after(time, system.classicSystem(), () -> CompletableFuture.completedStage(Done.getInstance()));
    }

    /** Runs until the node shuts down; restarts after every fault, indefinitely. */
    public void start() {
        ConsumerSettings<String, byte[]> consumer = ConsumerSettings.create(
                        system, new StringDeserializer(), new ByteArrayDeserializer())
                .withBootstrapServers(kafka.getString("bootstrap-servers"))
                .withGroupId(kafka.getString("inbound-group"))
                .withProperty("auto.offset.reset", "earliest")
                // After a crash, another node takes over the partitions after this time instead of Kafka's 45 s.
                .withProperty("session.timeout.ms", "10000")
                .withProperty("heartbeat.interval.ms", "3000")
                .withStopTimeout(Duration.ofSeconds(2));
        RestartSource.onFailuresWithBackoff(
                        RestartSettings.create(Duration.ofSeconds(1), Duration.ofSeconds(20), 0.2), () -> {
                            if (begun.getAndSet(true)) {
                                restarts.increment();
                            }
                            rejected.connect();
                            return Consumer.committablePartitionedSource(
                                            consumer, Subscriptions.topics(kafka.getString("inbound-topic")))
                                    .mapMaterializedValue(started -> {
                                        control = started;
                                        return started;
                                    })
                                    .flatMapMerge(MAX_PARTITIONS, partition -> taken(partition.second()))
                                    .via(Committer.flow(committer()));
                        })
                .runWith(Sink.ignore(), system);
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseServiceUnbind(), "stop-inbound", () -> control.shutdown()
                        .thenCompose(done -> rejected.close()));
    }

    private SendProducer<String, byte[]> producer() {
        return new SendProducer<>(
                ProducerSettings.create(system, new StringSerializer(), new ByteArraySerializer())
                        .withBootstrapServers(kafka.getString("bootstrap-servers"))
                        .withProperty("enable.idempotence", "true"),
                system.classicSystem());
    }

    /** Uncommitted records are read again after a crash, see {@link InboundSettings#UNCOMMITTED}. */
    private CommitterSettings committer() {
        return CommitterSettings.create(system)
                .withMaxBatch(InboundSettings.COMMIT_BATCH)
                .withMaxInterval(Duration.ofSeconds(1))
                .withParallelism(1);
    }

    /** Takes a partition's records for as long as this node reads it. */
    private Source<ConsumerMessage.Committable, CompletionStage<Done>> taken(
            Source<ConsumerMessage.CommittableMessage<String, byte[]>, NotUsed> partition) {
        InboundWindows.Window window = windows.open();
        return partition
                .mapAsync(settings.window(), message -> take(message, window))
                .map(done -> {
                    window.left();
                    return done;
                })
                .watchTermination((source, ended) -> ended.whenComplete((done, failure) -> window.close()));
    }

    private CompletionStage<ConsumerMessage.Committable> take(
            ConsumerMessage.CommittableMessage<String, byte[]> message, InboundWindows.Window window) {
        ConsumerMessage.PartitionOffset place = message.committableOffset().partitionOffset();
        lag.begun(place, message.record().timestamp());
        return take(message.record(), window)
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        lag.done(place);
                    } else {
                        lag.failed(place);
                    }
                })
                .thenApply(done -> message.committableOffset());
    }

    private CompletionStage<Done> take(ConsumerRecord<String, byte[]> record, InboundWindows.Window window) {
        Inbound inbound;
        try {
            inbound = records.read(record);
        } catch (Refused refused) {
            return unreadable(record, window, refused);
        } catch (RuntimeException unexpected) {
            // No content of a record may stop the topic.
            records.about(record).run(() -> system.log().error("an inbound record could not be read", unexpected));
            Refused refused = new Refused(ErrorCode.BAD_REQUEST, "The record cannot be read.");
            return unreadable(record, window, refused);
        }
        boolean again = window.entered(inbound.sender()) <= settings.redelivered();
        return parking.take(
                inbound.sender(),
                () -> again
                        ? intake.receiveAgain(inbound.tenant(), inbound.message())
                        : intake.receive(inbound.tenant(), inbound.message()),
                refused -> reject(record, about(inbound), refused));
    }

    private CompletionStage<Done> unreadable(
            ConsumerRecord<String, byte[]> record, InboundWindows.Window window, Refused why) {
        window.entered(InboundWindows.UNKNOWN);
        return reject(record, records.about(record), why);
    }

    private LogFields about(Inbound inbound) {
        LogFields fields =
                LogFields.of(inbound.tenant()).channel(inbound.message().from().channel());
        try {
            return fields.customer(intake.customer(inbound.tenant(), inbound.message()));
        } catch (Refused underivable) {
            return fields;
        }
    }

    private CompletionStage<Done> reject(ConsumerRecord<String, byte[]> record, LogFields about, Refused why) {
        about.run(() -> system.log()
                .warn(
                        "an inbound record was rejected: {} (partition {}, offset {})",
                        why.code().code(),
                        record.partition(),
                        record.offset()));
        ParleyMetrics.refused(why.code());
        return rejected.send(record, why);
    }
}
