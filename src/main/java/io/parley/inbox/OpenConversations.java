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

    /** The number of parts of about the same size in which they are scanned, however many tenants and months there are. */
    int PARTS = 32;

    /**
     * @param lastAt when the customer, the bot or an agent last said something to the other side
     * @param sequence of its newest event, as far as is known here
     */
    record Open(EntityKey conversation, Conversation.OwnerKind owner, Instant lastAt, long sequence) {}

    /**
     * @param part 0 to {@link #PARTS} - 1
     * @param each receives some of them at a time; the next ones are read when it is done
     */
    CompletionStage<Void> scan(int part, Function<List<Open>, CompletionStage<Void>> each);
}
