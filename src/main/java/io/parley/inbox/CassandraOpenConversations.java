package io.parley.inbox;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.TokenRange;
import io.parley.conversation.Conversation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads the table that {@link InboxProjection} feeds by the index on its status: by token range rather than by partition, because there are
 * 16 partitions per tenant and month.
 */
public final class CassandraOpenConversations implements OpenConversations {

    private static final int PAGE = 200;

    private final CqlSession session;

    public CassandraOpenConversations(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<Void> scan(int part, Function<List<Open>, CompletionStage<Void>> each) {
        TokenRange range = TokenRange.of(part, PARTS);
        return session.executeAsync(SimpleStatement.newInstance(
                                "SELECT tenant, conversation, owner, last_at, sequence FROM parley.inbox_conversation"
                                        + " WHERE status = ? AND token(tenant, month, bucket) > ? AND token(tenant, month, bucket) <= ?",
                                Conversation.Status.OPEN.code(),
                                range.after(),
                                range.last())
                        .setPageSize(PAGE))
                .thenCompose(page -> pages(page, each));
    }

    private static CompletionStage<Void> pages(AsyncResultSet page, Function<List<Open>, CompletionStage<Void>> each) {
        List<Open> open = new ArrayList<>();
        for (Row row : page.currentPage()) {
            Instant lastAt = row.getInstant("last_at");
            String owner = row.getString("owner");
            // Without them, its first events have not arrived yet.
            if (lastAt != null && owner != null) {
                open.add(new Open(
                        new EntityKey(new TenantId(text(row, "tenant")), text(row, "conversation")),
                        Conversation.OwnerKind.valueOf(owner.toUpperCase(Locale.ROOT)),
                        lastAt,
                        row.getLong("sequence")));
            }
        }
        CompletionStage<Void> handled = open.isEmpty() ? CompletableFuture.completedStage(null) : each.apply(open);
        return !page.hasMorePages()
                ? handled
                : handled.thenCompose(done -> page.fetchNextPage()).thenCompose(next -> pages(next, each));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
