package io.parley.directory;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Article;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in Cassandra, answered from this node's copy. The copy is checked every refresh interval: one read of a single partition
 * shows which tenants have changed, and only those are read again. While Cassandra is unavailable, the last copy stays in use.
 */
public final class CassandraDirectory extends CopiedDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CassandraDirectory.class);

    private final CqlSession session;
    private final ScheduledExecutorService timer = Threads.timer("directory-refresh");
    private final CompletableFuture<Done> ready = new CompletableFuture<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    /** The versions the current copy was made from. Written only by the refresh under way; one runs at a time. */
    private volatile Map<TenantId, UUID> versions = Map.of();

    /**
     * @param session stays open when this is closed
     * @param refreshInterval how far behind the copy may be ({@code parley.directory.refresh-interval})
     */
    public CassandraDirectory(CqlSession session, Duration refreshInterval) {
        this.session = session;
        timer.scheduleWithFixedDelay(this::refresh, 0, refreshInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Done> ready() {
        return ready.minimalCompletionStage();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void refresh() {
        if (!refreshing.compareAndSet(false, true)) {
            return;
        }
        readVersions().thenCompose(this::readChanged).whenComplete((done, failure) -> {
            refreshing.set(false);
            if (failure == null) {
                ready.complete(Done.getInstance());
            } else {
                LOG.warn(
                        "the directory cannot be read; the last copy stays in use: {}",
                        failure.getClass().getSimpleName());
            }
        });
    }

    private CompletionStage<Map<TenantId, UUID>> readVersions() {
        return rows(DirectoryRows.versions(), row -> row).thenApply(rows -> {
            Map<TenantId, UUID> found = new HashMap<>();
            for (Row row : rows) {
                UUID version = row.getUuid("version");
                if (version != null) {
                    found.put(new TenantId(DirectoryRows.text(row, "tenant")), version);
                }
            }
            return found;
        });
    }

    private CompletionStage<Done> readChanged(Map<TenantId, UUID> found) {
        if (found.equals(versions)) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        Map<TenantId, DirectoryContent> contents = new HashMap<>();
        CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
        for (Map.Entry<TenantId, UUID> entry : found.entrySet()) {
            TenantId tenant = entry.getKey();
            if (entry.getValue().equals(versions.get(tenant))) {
                contents.put(tenant, copy().content(tenant));
            } else {
                all = all.thenCombine(content(session, tenant), (done, content) -> {
                    contents.put(tenant, content);
                    return done;
                });
            }
        }
        return all.thenApply(done -> {
            replace(new DirectoryCopy(contents));
            versions = Map.copyOf(found);
            return done;
        });
    }

    static CompletionStage<DirectoryContent> content(CqlSession session, TenantId tenant) {
        var agents = rows(session, DirectoryRows.agents(tenant), row -> DirectoryRows.agent(tenant, row));
        var queues = rows(session, DirectoryRows.queues(tenant), row -> DirectoryRows.queue(tenant, row));
        var accounts =
                rows(session, DirectoryRows.channelAccounts(tenant), row -> DirectoryRows.channelAccount(tenant, row));
        CompletionStage<List<Article>> articles = rows(session, DirectoryRows.articles(tenant), DirectoryRows::article);
        CompletionStage<List<Document>> documents =
                rows(session, DirectoryRows.documents(tenant), DirectoryRows::document);
        return agents.thenCombine(queues, (a, q) -> new DirectoryContent(a, q, List.of(), List.of()))
                .thenCombine(accounts, (c, k) -> new DirectoryContent(c.agents(), c.queues(), k, List.of()))
                .thenCombine(articles, (c, n) -> new DirectoryContent(c.agents(), c.queues(), c.channelAccounts(), n))
                .thenCombine(documents, DirectoryContent::with);
    }

    private <T> CompletionStage<List<T>> rows(SimpleStatement query, Function<Row, T> read) {
        return rows(session, query, read);
    }

    static <T> CompletionStage<List<T>> rows(CqlSession session, SimpleStatement query, Function<Row, T> read) {
        List<T> found = new ArrayList<>();
        // Together with writing at quorum: a reader that sees a version sees everything written before it.
        return session.executeAsync(query.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM))
                .thenCompose(page -> remaining(page, read, found));
    }

    private static <T> CompletionStage<List<T>> remaining(AsyncResultSet page, Function<Row, T> read, List<T> found) {
        page.currentPage().forEach(row -> found.add(read.apply(row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> remaining(next, read, found))
                : CompletableFuture.completedFuture(found);
    }
}
