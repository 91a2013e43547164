package io.parley.edge;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.inbox.ConversationLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lists what a test has put there, in that order; the cursor is the number of the next. */
public final class FakeConversationLists implements ConversationLists {

    private final Map<TenantId, List<Conversation.Summary>> summaries = new ConcurrentHashMap<>();

    public void put(TenantId tenant, Conversation.Summary summary) {
        summaries.computeIfAbsent(tenant, t -> new ArrayList<>()).add(0, summary);
    }

    @Override
    public CompletionStage<Page> list(TenantId tenant, Filter filter, int limit, @Nullable String cursor) {
        int from;
        try {
            from = cursor == null ? 0 : Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            return CompletableFuture.failedFuture(new Refused(ErrorCode.BAD_REQUEST, "This is no cursor of ours."));
        }
        List<Conversation.Summary> found = summaries.getOrDefault(tenant, List.of()).stream()
                .filter(s -> filter.status() == null || s.status() == filter.status())
                .filter(s -> filter.owner() == null || s.owner().kind() == filter.owner())
                .filter(s -> filter.agent() == null || s.owner().is(filter.agent()))
                .filter(s -> filter.customer() == null || s.customer().equals(filter.customer()))
                .filter(s -> filter.text() == null
                        || (s.lastMessage() != null
                                && s.lastMessage()
                                        .text()
                                        .toLowerCase(Locale.ROOT)
                                        .contains(filter.text().toLowerCase(Locale.ROOT))))
                .toList();
        int to = Math.min(found.size(), from + limit);
        return CompletableFuture.completedFuture(
                new Page(found.subList(Math.min(from, to), to), to < found.size() ? Integer.toString(to) : null));
    }
}
