package io.parley.inbox;

import io.parley.AgentId;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lists of a tenant's conversations, newest first. Fed by a projection, so a few seconds behind: for browsing, never to look up what has
 * just happened.
 */
public interface ConversationLists {

    /** Every criterion is optional; {@code text} is searched for in the customer's name and in the last message, ignoring case. */
    record Filter(
            Conversation.@Nullable Status status,
            Conversation.@Nullable OwnerKind owner,
            @Nullable AgentId agent,
            @Nullable CustomerId customer,
            @Nullable String text) {
        public static final Filter NONE = new Filter(null, null, null, null, null);
    }

    /** @param next where the next page begins; null at the end */
    record Page(List<Conversation.Summary> items, @Nullable String next) {}

    /**
     * @param limit 1 to 200
     * @param cursor the {@code next} of the page before, or null for the first
     * @return fails with a {@code BAD_REQUEST} refusal for a cursor that is not one of ours
     */
    CompletionStage<Page> list(TenantId tenant, Filter filter, int limit, @Nullable String cursor);
}
