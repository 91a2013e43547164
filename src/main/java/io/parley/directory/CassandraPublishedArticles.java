package io.parley.directory;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Article;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes articles into the directory's table. The version is written last, so that a node that sees it sees the article. */
public final class CassandraPublishedArticles implements PublishedArticles {

    private final CqlSession session;

    /** @param session stays open */
    public CassandraPublishedArticles(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<List<Article>> read(TenantId tenant) {
        return CassandraDirectory.rows(session, DirectoryRows.articles(tenant), DirectoryRows::article);
    }

    @Override
    public CompletionStage<Done> put(TenantId tenant, Article article) {
        return write(tenant, DirectoryRows.insert(tenant, article));
    }

    @Override
    public CompletionStage<Done> remove(TenantId tenant, String article) {
        return write(tenant, DirectoryRows.deleteArticle(tenant, article));
    }

    private CompletionStage<Done> write(TenantId tenant, SimpleStatement change) {
        return execute(change)
                .thenCompose(done -> execute(DirectoryRows.newVersion(tenant)))
                .thenApply(done -> Done.getInstance());
    }

    private CompletionStage<AsyncResultSet> execute(SimpleStatement statement) {
        return session.executeAsync(statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
