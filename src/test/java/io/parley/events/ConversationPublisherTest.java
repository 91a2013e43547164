package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.edge.kit.Json;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.privacy.TestKeys;
import io.parley.projection.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ConversationPublisherTest {

    private static final String TOPIC = "conversation.events.v1";
    private static final TenantId DEMO = new TenantId("demo");

    private final List<MockProducer<String, byte[]>> made = new ArrayList<>();
    private final Keyring keyring = TestKeys.keyring();
    private final ConversationPublisher publisher = new ConversationPublisher(
            this::connect,
            keyring,
            Runnable::run,
            new ConversationRecords(TOPIC, 20_000, tenant -> Disclosure.CLEAR, Json.mapper()));

    private Producer<String, byte[]> connect() {
        MockProducer<String, byte[]> kafka =
                new MockProducer<>(false, new StringSerializer(), new ByteArraySerializer());
        made.add(kafka);
        return kafka;
    }

    private CompletableFuture<Done> publish(long sequence) {
        Conversation.Event event = new Conversation.CaseOpened("call", Instant.EPOCH);
        CustomerKeys keys =
                keyring.toSeal(DEMO, new CustomerId("c")).toCompletableFuture().join();
        Stored<Conversation.Event> stored = Stored.seal(Conversation.Event.class, event, keys);
        return publisher
                .handle(List.of(new JournalEvent<>("conversation|demo|a", sequence, null, 0, stored)))
                .toCompletableFuture();
    }

    private MockProducer<String, byte[]> newest() {
        return made.get(made.size() - 1);
    }

    private void failsWith(RuntimeException failure) {
        CompletableFuture<Done> sent = publish(1);
        assertThat(newest().errorNext(failure)).isTrue();
        assertThat(sent).isCompletedExceptionally();
    }

    @Test
    void keepsAProducerThatWorksAgainOnceItIsAllowedTo() {
        for (int i = 0; i < 3; i++) {
            failsWith(new TopicAuthorizationException(TOPIC));
            failsWith(new ClusterAuthorizationException("not allowed"));
            failsWith(new TimeoutException("later"));
        }
        assertThat(made).hasSize(1);

        CompletableFuture<Done> sent = publish(2);
        newest().completeNext();
        assertThat(sent).isCompletedWithValue(Done.getInstance());
    }

    @Test
    void takesAnotherProducerWhenOneRefusesEverythingForEverAndClosesTheLastOneAtTheEnd() {
        failsWith(new KafkaException("for ever"));
        assertThat(made.get(0).closed()).isTrue();

        CompletableFuture<Done> sent = publish(1);
        newest().completeNext();
        assertThat(sent).isCompletedWithValue(Done.getInstance());
        assertThat(made).hasSize(2);
        assertThat(newest().closed()).isFalse();

        publisher.close(Duration.ZERO);
        assertThat(newest().closed()).isTrue();
    }

    @Test
    void closesNothingWhenNothingWasSent() {
        publisher.close(Duration.ZERO);
        assertThat(made).isEmpty();
    }
}
