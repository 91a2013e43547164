package io.parley.events;

import akka.Done;
import akka.kafka.ProducerMessage;
import akka.kafka.ProducerSettings;
import akka.kafka.javadsl.Producer;
import akka.projection.ProjectionContext;
import akka.projection.eventsourced.EventEnvelope;
import akka.stream.javadsl.FlowWithContext;
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
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Every event of every conversation leaves as a CloudEvent (1.0, binary mode), read from the journal, so none is ever missed and an
 * outage of Kafka costs nothing but time. In order within a conversation: one key, and one idempotent producer that is handed the events
 * one after the other. At least once: the id {@code conversation-sequence} tells a consumer what it has seen.
 */
public final class ConversationPublisher {

    private final ProducerSettings<String, byte[]> settings;
    private final String topic;
    private final ObjectMapper json;

    public ConversationPublisher(ProducerSettings<String, byte[]> settings, String topic, ObjectMapper json) {
        this.settings = settings;
        this.topic = topic;
        this.json = json;
    }

    /** A producer of its own for every run; an event passes once Kafka has it. */
    public FlowWithContext<EventEnvelope<Conversation.Event>, ProjectionContext, Done, ProjectionContext, ?> flow() {
        return FlowWithContext.<EventEnvelope<Conversation.Event>, ProjectionContext>create()
                .map(envelope -> ProducerMessage.single(record(envelope)))
                .via(Producer.flowWithContext(settings))
                .map(sent -> Done.getInstance());
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
