package io.parley.knowledge;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Versions in Cassandra; see {@code persistence/schema/V007__knowledge.cql}. A lightweight transaction gives each number to one writer. The
 * row for lists is written after it; if that does not happen, the next read of the article or attempt to add the same version writes it.
 */
public final class CassandraArticleStore implements ArticleStore {

    private final CqlSession session;
    private final ObjectMapper json;

    /** @param session stays open */
    public CassandraArticleStore(CqlSession session, ObjectMapper json) {
        this.session = session;
        this.json = json;
    }

    @Override
    public CompletionStage<List<ArticleVersion>> all(TenantId tenant) {
        return read("SELECT entry FROM parley.knowledge_article WHERE tenant = ?", tenant.value());
    }

    @Override
    public CompletionStage<Optional<ArticleVersion>> latest(TenantId tenant, String article) {
        return versions(tenant, article, 1).thenApply(newest -> newest.stream().findFirst());
    }

    @Override
    public CompletionStage<Optional<ArticleVersion>> version(TenantId tenant, String article, int version) {
        return read(
                        "SELECT entry FROM parley.knowledge_version WHERE tenant = ? AND article = ? AND version = ?",
                        tenant.value(),
                        article,
                        version)
                .thenApply(found -> found.stream().findFirst());
    }

    @Override
    public CompletionStage<List<ArticleVersion>> versions(TenantId tenant, String article, int limit) {
        CompletionStage<List<ArticleVersion>> listed = read(
                "SELECT entry FROM parley.knowledge_article WHERE tenant = ? AND article = ?", tenant.value(), article);
        return read(
                        "SELECT entry FROM parley.knowledge_version WHERE tenant = ? AND article = ? LIMIT ?",
                        tenant.value(),
                        article,
                        limit)
                .thenCombine(
                        listed,
                        (newest, shown) -> newest.isEmpty() || shown.contains(newest.get(0))
                                ? CompletableFuture.completedStage(newest)
                                : list(tenant, newest.get(0)).thenApply(done -> newest))
                .thenCompose(stage -> stage);
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, ArticleVersion version) {
        return execute(SimpleStatement.newInstance(
                        "INSERT INTO parley.knowledge_version (tenant, article, version, entry) VALUES (?, ?, ?, ?)"
                                + " IF NOT EXISTS",
                        tenant.value(),
                        version.article(),
                        version.version(),
                        write(version)))
                .thenCompose(result -> result.wasApplied()
                        ? list(tenant, version).thenApply(done -> true)
                        // Perhaps written by an earlier attempt that ended before it listed it.
                        : latest(tenant, version.article()).thenApply(listed -> false));
    }

    private CompletionStage<AsyncResultSet> list(TenantId tenant, ArticleVersion version) {
        return execute(SimpleStatement.newInstance(
                "INSERT INTO parley.knowledge_article (tenant, article, entry) VALUES (?, ?, ?) USING TIMESTAMP ?",
                tenant.value(),
                version.article(),
                write(version),
                (long) version.version()));
    }

    private CompletionStage<List<ArticleVersion>> read(String cql, Object... values) {
        return execute(SimpleStatement.newInstance(cql, values))
                .thenCompose(page -> remaining(page, new ArrayList<>()));
    }

    private CompletionStage<List<ArticleVersion>> remaining(AsyncResultSet page, List<ArticleVersion> found) {
        page.currentPage().forEach(row -> found.add(read(row.getString("entry"))));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> remaining(next, found))
                : CompletableFuture.completedStage(found);
    }

    private CompletionStage<AsyncResultSet> execute(SimpleStatement statement) {
        return session.executeAsync(statement
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL));
    }

    private String write(ArticleVersion version) {
        try {
            return json.writeValueAsString(version);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written as JSON", e);
        }
    }

    private ArticleVersion read(@org.jspecify.annotations.Nullable String entry) {
        try {
            return json.readValue(entry, ArticleVersion.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("knowledge tables hold what this class wrote", e);
        }
    }
}
