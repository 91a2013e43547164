package io.parley.knowledge;

import akka.Done;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what the texts of a tenant mean from one start of a node to the next, and for other nodes. Only of what the company publishes,
 * never of what customers say. May be lost: vectors are made again then.
 */
public interface VectorStore {

    /** What the texts belong to: {@code articles} or {@code products}. */
    enum Kind {
        ARTICLES,
        PRODUCTS
    }

    /** @param embedder the id of the one that made them; those of others are as good as none */
    CompletionStage<Vectors> read(TenantId tenant, Kind kind, String embedder);

    /**
     * Keeps what is new since then, and forgets the texts that are no longer there.
     *
     * @param before what this index had last, or what was {@linkplain #read read} at its beginning
     */
    CompletionStage<Done> keep(TenantId tenant, Kind kind, Vectors before, Vectors now);
}
