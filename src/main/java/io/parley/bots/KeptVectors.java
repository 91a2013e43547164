package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.knowledge.VectorStore;
import io.parley.language.embedding.Embedder;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Supplies an index with the stored vectors of its texts, and stores those it had to compute. A failing store only costs time. */
final class KeptVectors {

    private static final Logger LOG = LoggerFactory.getLogger(KeptVectors.class);

    private final VectorStore store;
    private final VectorStore.Kind kind;

    KeptVectors(VectorStore store, VectorStore.Kind kind) {
        this.store = store;
        this.kind = kind;
    }

    /**
     * Waits for stored vectors to be read, but not for new ones to be written.
     *
     * @param before the previous index's vectors; if empty, this is the first index of this process, and the stored ones are read
     */
    <I> I lent(
            TenantId tenant,
            Embedder embedder,
            Vectors before,
            Function<Vectors, I> made,
            Function<I, Vectors> vectorsOf) {
        Vectors known = before.texts().isEmpty() ? kept(tenant, embedder) : before;
        I index = made.apply(known);
        store.keep(tenant, kind, known, vectorsOf.apply(index)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "vectors of {}'s texts could not be stored and will be recomputed: {}",
                        tenant,
                        failure.toString());
            }
        });
        return index;
    }

    private Vectors kept(TenantId tenant, Embedder embedder) {
        try {
            return store.read(tenant, kind, embedder.id()).toCompletableFuture().join();
        } catch (CompletionException unreadable) {
            LOG.warn("vectors of {}'s texts cannot be read and are recomputed: {}", tenant, unreadable.toString());
            return Vectors.NONE;
        }
    }
}
