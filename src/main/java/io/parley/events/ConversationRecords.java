package io.parley.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.events.published.PublishedEvent;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The Kafka record of a conversation's event: a CloudEvent (1.0, binary mode) whose data is a {@link PublishedEvent}, never larger than the
 * topic accepts.
 */
public final class ConversationRecords {

    private final String topic;
    private final int mostBytes;
    private final Function<TenantId, Disclosure> disclosure;
    private final ObjectMapper json;

    /**
     * @param mostBytes the limit for a record's data; a larger event is published as a reference
     * @param disclosure the form in which each tenant publishes personal data
     */
    public ConversationRecords(
            String topic, int mostBytes, Function<TenantId, Disclosure> disclosure, ObjectMapper json) {
        this.topic = topic;
        this.mostBytes = mostBytes;
        this.disclosure = disclosure;
        this.json = json;
    }

    /**
     * @param persistenceId of the conversation
     * @return empty for an event that is not published
     */
    public Optional<ProducerRecord<String, byte[]>> of(String persistenceId, long sequence, Conversation.Event event) {
        EntityKey key = EntityKey.parse(persistenceId.substring(persistenceId.indexOf('|') + 1));
        return new Publication(disclosure.apply(key.tenant())).of(event).map(published -> {
            byte[] data = data(published);
            if (data.length <= mostBytes) {
                return record(key, sequence, published, data);
            }
            PublishedEvent reference = new PublishedEvent.EventTooLarge(
                    key.tenant().value(), key.id(), sequence, published.cloudEventType(), data.length, published.at());
            return record(key, sequence, reference, data(reference));
        });
    }

    private ProducerRecord<String, byte[]> record(EntityKey key, long sequence, PublishedEvent event, byte[] data) {
        String record = key.tenant().value() + "|" + key.id();
        CloudEvent cloudEvent = CloudEventBuilder.v1()
                .withId(key.id() + "-" + sequence)
                .withSource(URI.create("/tenants/" + key.tenant() + "/conversations/" + key.id()))
                .withType(event.cloudEventType())
                .withTime(event.at().atOffset(ZoneOffset.UTC))
                .withExtension("partitionkey", record)
                .withExtension("tenant", key.tenant().value())
                .withExtension("sequence", Long.toString(sequence))
                .withData("application/json", data)
                .build();
        return KafkaMessageFactory.<String>createWriter(topic, record).writeBinary(cloudEvent);
    }

    private byte[] data(PublishedEvent event) {
        try {
            return json.writerFor(PublishedEvent.class).writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written as JSON", e);
        }
    }
}
