package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.kafka.ProducerSettings;
import akka.kafka.javadsl.SendProducer;
import com.typesafe.config.ConfigFactory;
import io.parley.ErrorCode;
import io.parley.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RejectedTopicTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
    private final List<MockProducer<String, byte[]>> made = new CopyOnWriteArrayList<>();
    private final RejectedTopic rejected = new RejectedTopic("rejected", this::connect);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private SendProducer<String, byte[]> connect() {
        MockProducer<String, byte[]> kafka =
                new MockProducer<>(true, new StringSerializer(), new ByteArraySerializer());
        made.add(kafka);
        return new SendProducer<>(
                ProducerSettings.create(kit.system(), new StringSerializer(), new ByteArraySerializer())
                        .withProducer(kafka)
                        .withCloseProducerOnStop(true),
                kit.system().classicSystem());
    }

    private CompletionStage<Done> reject() {
        return rejected.send(
                new ConsumerRecord<>("inbound", 0, 7, "key", "null".getBytes(StandardCharsets.UTF_8)),
                new Refused(ErrorCode.BAD_REQUEST, "No."));
    }

    @Test
    void theNextRunRejectsAlthoughTheProducerOfTheOneBeforeRefusesEverythingForEver() {
        rejected.connect();
        made.get(0).sendException = new KafkaException("for ever");
        assertThat(reject()).failsWithin(PATIENCE);

        rejected.connect();

        assertThat(reject()).succeedsWithin(PATIENCE);
        assertThat(made.get(1).history()).hasSize(1);
        assertThat(rejected.close()).succeedsWithin(PATIENCE);
        assertThat(made.get(1).closed()).isTrue();
    }

    @Test
    void rejectsNothingBeforeItIsConnected() {
        assertThat(reject()).failsWithin(PATIENCE);
        assertThat(rejected.close()).succeedsWithin(PATIENCE);
        assertThat(made).isEmpty();
    }
}
