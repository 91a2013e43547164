package io.parley.inbox;

import io.parley.EntityKey;
import io.parley.conversation.Conversation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All tenants' open conversations. Fed by a projection, so a few seconds behind. No personal data is read, so no key is needed.
 */
public interface OpenConversations {

    /** The number of equal parts of a scan, independent of the number of tenants and months. */
    int PARTS = 32;

    /**
     * @param lastAt when the customer, the bot or an agent last wrote to the other side
     * @param sequence of its newest event known here
     */
    record Open(EntityKey conversation, Conversation.OwnerKind owner, Instant lastAt, long sequence) {}

    /**
     * @param part 0 to {@link #PARTS} - 1
     * @param each receives a batch at a time; the next one is read when it has completed
     */
    CompletionStage<Void> scan(int part, Function<List<Open>, CompletionStage<Void>> each);
}
