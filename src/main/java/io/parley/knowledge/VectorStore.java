package io.parley.knowledge;

import akka.Done;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the vectors of a tenant's texts across restarts, shared by all nodes. Covers only what the company publishes,
 * never of what customers write. If they are lost, they are computed again.
 */
public interface VectorStore {

    /** What the texts belong to: {@code articles} or {@code products}. */
    enum Kind {
        ARTICLES,
        PRODUCTS
    }

    /** @param embedder the id of the embedder that made them; those of others count as missing */
    CompletionStage<Vectors> read(TenantId tenant, Kind kind, String embedder);

    /**
     * Stores what is new since then, and deletes the texts that are no longer there.
     *
     * @param before what this index had last, or what was {@linkplain #read read} at its start
     */
    CompletionStage<Done> keep(TenantId tenant, Kind kind, Vectors before, Vectors now);
}
