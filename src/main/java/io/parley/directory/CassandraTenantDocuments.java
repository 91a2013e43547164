package io.parley.directory;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Document;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Of two writers that change the same version only one succeeds, by a lightweight transaction on the document's row. */
public final class CassandraTenantDocuments implements TenantDocuments {

    private final CqlSession session;

    /** @param session stays open */
    public CassandraTenantDocuments(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<List<Document>> read(TenantId tenant, String kind) {
        return CassandraDirectory.rows(session, DirectoryRows.documents(tenant, kind), DirectoryRows::document);
    }

    @Override
    public CompletionStage<Boolean> replace(TenantId tenant, @Nullable Document before, Document after) {
        return execute(DirectoryRows.replace(tenant, before, after))
                .thenCompose(answer -> answer.wasApplied()
                        ? execute(DirectoryRows.newVersion(tenant)).thenApply(written -> true)
                        : CompletableFuture.completedStage(false));
    }

    private CompletionStage<AsyncResultSet> execute(SimpleStatement statement) {
        return session.executeAsync(statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
