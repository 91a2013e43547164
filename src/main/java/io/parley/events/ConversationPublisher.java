package io.parley.events;

import akka.Done;
import akka.NotUsed;
import akka.kafka.ProducerMessage;
import akka.kafka.ProducerSettings;
import akka.kafka.javadsl.Producer;
import akka.projection.ProjectionContext;
import akka.projection.eventsourced.EventEnvelope;
import akka.stream.javadsl.FlowWithContext;
import io.parley.conversation.Conversation;

/**
 * Publishes the events of every conversation, read from the journal, so none is ever missed and an outage of Kafka costs nothing but time.
 * In order within a conversation: one key, and one idempotent producer that is handed the events one after the other. At least once: the
 * id {@code conversation-sequence} tells a consumer what it has seen. Sequence numbers are those of the journal; a number whose event does
 * not leave is missing.
 */
public final class ConversationPublisher {

    private final ProducerSettings<String, byte[]> settings;
    private final ConversationRecords records;

    public ConversationPublisher(ProducerSettings<String, byte[]> settings, ConversationRecords records) {
        this.settings = settings;
        this.records = records;
    }

    /** A producer of its own for every run; an event passes once Kafka has it. */
    public FlowWithContext<EventEnvelope<Conversation.Event>, ProjectionContext, Done, ProjectionContext, ?> flow() {
        return FlowWithContext.<EventEnvelope<Conversation.Event>, ProjectionContext>create()
                .map(this::message)
                .via(Producer.flowWithContext(settings))
                .map(sent -> Done.getInstance());
    }

    private ProducerMessage.Envelope<String, byte[], NotUsed> message(EventEnvelope<Conversation.Event> envelope) {
        return records.of(envelope.persistenceId(), envelope.sequenceNr(), envelope.event())
                .map(ProducerMessage::single)
                .orElseGet(ProducerMessage::passThrough);
    }
}
