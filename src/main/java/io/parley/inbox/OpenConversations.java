package io.parley.inbox;

import io.parley.EntityKey;
import io.parley.conversation.Conversation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All tenants' open conversations. Fed by a projection, so a few seconds behind. Nothing personal is read, and therefore no key is.
 */
public interface OpenConversations {

    /** They are looked through in so many parts of about the same size, however many tenants and months there are. */
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
