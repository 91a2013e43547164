package io.parley.inbox;

import akka.actor.typed.ActorSystem;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.stream.javadsl.Sink;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads transcripts straight from the journal, where sequence numbers need no look-up. */
public final class JournalTranscripts implements Transcripts {

    private final ActorSystem<?> system;
    private final CurrentEventsByPersistenceIdQuery journal;
    private final Keyring keyring;

    /** @param keyring opens the sealed parts */
    public JournalTranscripts(ActorSystem<?> system, CurrentEventsByPersistenceIdQuery journal, Keyring keyring) {
        this.system = system;
        this.journal = journal;
        this.keyring = keyring;
    }

    @Override
    public CompletionStage<List<Recorded>> read(TenantId tenant, ConversationId conversation, long after, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a transcript is read in pages of 1 to " + MAX_LIMIT);
        }
        long from = Math.max(0, after) + 1;
        return journal.currentEventsByPersistenceId(
                        ConversationEntity.persistenceId(tenant, conversation).id(), from, from + limit - 1)
                .mapAsync(1, envelope -> opened(tenant, envelope))
                .runWith(Sink.seq(), system)
                .thenApply(JournalTranscripts::oneForEachNumber);
    }

    @SuppressWarnings("unchecked") // a conversation's journal holds its events
    private CompletionStage<Recorded> opened(TenantId tenant, EventEnvelope envelope) {
        return keyring.open(tenant, (Stored<Conversation.Event>) envelope.event())
                .thenApply(event -> new Recorded(envelope.sequenceNr(), event));
    }

    /**
     * If two nodes ever wrote at the same time, which {@code cluster.Fence} prevents, the conversation itself refuses to recover ({@code
     * replay-filter = fail}), but people must be able to read it: of two events with the same number, the later writer's is shown.
     */
    static List<Recorded> oneForEachNumber(List<Recorded> events) {
        List<Recorded> kept = new ArrayList<>(events.size());
        for (Recorded event : events) {
            if (!kept.isEmpty() && kept.get(kept.size() - 1).sequence() == event.sequence()) {
                kept.remove(kept.size() - 1);
            }
            kept.add(event);
        }
        return kept;
    }
}
