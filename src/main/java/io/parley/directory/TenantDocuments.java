package io.parley.directory;

import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Document;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The documents that {@link Directory#documents} shows, written one at a time. Nothing here blocks. */
public interface TenantDocuments {

    /** What is stored now. */
    CompletionStage<List<Document>> read(TenantId tenant, String kind);

    /**
     * Replaces a document by a new version; every node sees it within {@code parley.directory.refresh-interval}.
     *
     * @param before the version that must currently be stored; null if there must be none
     * @return whether it was replaced; otherwise nothing is changed
     */
    CompletionStage<Boolean> replace(TenantId tenant, @Nullable Document before, Document after);
}
