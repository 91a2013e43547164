package io.parley.events;

import akka.Done;
import akka.kafka.javadsl.SendProducer;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.javadsl.Handler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.parley.EntityKey;
import io.parley.conversation.Conversation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Every event of every conversation leaves as a CloudEvent (1.0, binary mode), read from the journal, so none is ever missed and an
 * outage of Kafka costs nothing but time. In order within a conversation: one key, one idempotent producer. At least once: the id
 * {@code conversation-sequence} tells a consumer what it has seen.
 */
public final class ConversationPublisher extends Handler<List<EventEnvelope<Conversation.Event>>> {

    private final SendProducer<String, byte[]> producer;
    private final String topic;
    private final ObjectMapper json;

    public ConversationPublisher(SendProducer<String, byte[]> producer, String topic, ObjectMapper json) {
        this.producer = producer;
        this.topic = topic;
        this.json = json;
    }

    @Override
    public CompletionStage<Done> process(List<EventEnvelope<Conversation.Event>> envelopes) {
        List<CompletableFuture<?>> sends = new ArrayList<>(envelopes.size());
        for (EventEnvelope<Conversation.Event> envelope : envelopes) {
            sends.add(producer.send(record(envelope)).toCompletableFuture());
        }
        return CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).thenApply(all -> Done.getInstance());
    }

    private ProducerRecord<String, byte[]> record(EventEnvelope<Conversation.Event> envelope) {
        String id = envelope.persistenceId();
        EntityKey key = EntityKey.parse(id.substring(id.indexOf('|') + 1));
        String record = key.tenant().value() + "|" + key.id();
        CloudEvent event = CloudEventBuilder.v1()
                .withId(key.id() + "-" + envelope.sequenceNr())
                .withSource(URI.create("/tenants/" + key.tenant() + "/conversations/" + key.id()))
                .withType("io.parley.conversation." + EventNames.of(envelope.event()) + ".v1")
                .withTime(envelope.event().at().atOffset(ZoneOffset.UTC))
                .withExtension("partitionkey", record)
                .withExtension("tenant", key.tenant().value())
                .withExtension("sequence", Long.toString(envelope.sequenceNr()))
                .withData("application/json", data(envelope.event()))
                .build();
        return KafkaMessageFactory.<String>createWriter(topic, record).writeBinary(event);
    }

    private byte[] data(Conversation.Event event) {
        try {
            return json.writerFor(Conversation.Event.class)
                    .writeValueAsString(event)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that came from JSON can be written as JSON", e);
        }
    }
}
