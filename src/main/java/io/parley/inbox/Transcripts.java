package io.parley.inbox;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The events of a conversation, read from its journal, so exactly those that have been acknowledged. */
public interface Transcripts {

    /** The largest page. */
    int MAX_LIMIT = 500;

    /** One event and its sequence number. */
    record Recorded(long sequence, Conversation.Event event) {}

    /**
     * The events with sequence numbers above {@code after}, in order and without gaps.
     *
     * @param limit 1 to {@link #MAX_LIMIT}; fewer are returned only at the end
     * @return an empty list for a conversation that does not exist or has nothing more
     */
    CompletionStage<List<Recorded>> read(TenantId tenant, ConversationId conversation, long after, int limit);
}
