package io.parley.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Merges the rows of several queries, each newest first. For use by one thread at a time. */
final class MergedRows {

    private final AsyncResultSet[] pages;
    private final @Nullable Row[] heads;

    /** @param pages the first page of each query; replaced by the next ones */
    MergedRows(AsyncResultSet[] pages) {
        this.pages = pages;
        heads = new @Nullable Row[pages.length];
    }

    /** The next row; null at the end of what has been fetched, see {@link #hasMore()}. */
    @Nullable Row poll() {
        int newest = -1;
        for (int i = 0; i < pages.length; i++) {
            Row head = heads[i] == null ? pages[i].one() : heads[i];
            heads[i] = head;
            if (head == null) {
                if (pages[i].hasMorePages()) {
                    return null;
                }
            } else {
                Row best = newest < 0 ? null : heads[newest];
                if (best == null || id(head).compareTo(id(best)) > 0) {
                    newest = i;
                }
            }
        }
        if (newest < 0) {
            return null;
        }
        Row row = heads[newest];
        heads[newest] = null;
        return row;
    }

    private static String id(Row row) {
        return Objects.requireNonNull(row.getString("conversation"));
    }

    /** Whether there is more to fetch after {@link #poll()} has returned null. */
    boolean hasMore() {
        for (AsyncResultSet page : pages) {
            if (page.hasMorePages()) {
                return true;
            }
        }
        return false;
    }

    /** Fetches the next page of each query whose page is used up. */
    CompletionStage<MergedRows> fetch() {
        List<CompletableFuture<?>> fetched = new ArrayList<>();
        for (int i = 0; i < pages.length; i++) {
            if (heads[i] == null && pages[i].remaining() == 0 && pages[i].hasMorePages()) {
                int query = i;
                fetched.add(pages[i].fetchNextPage()
                        .thenAccept(next -> pages[query] = next)
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(fetched.toArray(CompletableFuture[]::new))
                .thenApply(all -> this);
    }
}
