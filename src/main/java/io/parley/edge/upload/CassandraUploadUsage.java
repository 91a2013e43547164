package io.parley.edge.upload;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.TenantId;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Counters in Cassandra, one partition per tenant. Counters have no time to live, so past days are deleted when a new one begins. */
public final class CassandraUploadUsage implements UploadUsage {

    /** Days that are kept besides today: another node's clock may still be in them. */
    private static final int KEPT_DAYS = 2;

    private final CqlSession session;
    private final Map<TenantId, LocalDate> today = new ConcurrentHashMap<>();

    public CassandraUploadUsage(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<Map<String, Used>> add(TenantId tenant, LocalDate day, List<String> counts, Used more) {
        BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.COUNTER);
        counts.forEach(count -> batch.addStatement(SimpleStatement.newInstance(
                "UPDATE parley.upload_usage SET files = files + ?, bytes = bytes + ?"
                        + " WHERE tenant = ? AND day = ? AND counted = ?",
                more.files(),
                more.bytes(),
                tenant.value(),
                day,
                count)));
        return forgetPast(tenant, day)
                .thenCompose(done -> session.executeAsync(batch.build()))
                .thenCompose(done -> session.executeAsync(SimpleStatement.newInstance(
                        "SELECT counted, files, bytes FROM parley.upload_usage"
                                + " WHERE tenant = ? AND day = ? AND counted IN ?",
                        tenant.value(),
                        day,
                        counts)))
                .thenCompose(page -> collect(page, new HashMap<>()));
    }

    private static CompletionStage<Map<String, Used>> collect(AsyncResultSet page, Map<String, Used> found) {
        page.currentPage()
                .forEach(row -> found.put(
                        Objects.requireNonNull(row.getString("counted")),
                        new Used(row.getLong("files"), row.getLong("bytes"))));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> collect(next, found))
                : CompletableFuture.completedStage(found);
    }

    /** Best effort: whatever remains is deleted on the next day. */
    private CompletionStage<Done> forgetPast(TenantId tenant, LocalDate day) {
        LocalDate before = today.put(tenant, day);
        if (before != null && !before.isBefore(day)) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return session.executeAsync(SimpleStatement.newInstance(
                        "DELETE FROM parley.upload_usage WHERE tenant = ? AND day < ?",
                        tenant.value(),
                        day.minusDays(KEPT_DAYS)))
                .handle((done, failure) -> Done.getInstance());
    }
}
