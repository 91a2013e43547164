package io.parley.cluster;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.knowledge.VectorStore;
import io.parley.language.embedding.Embedder;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lends an index the vectors that are kept of its texts, and keeps those it had to make. A store that fails costs only time. */
final class KeptVectors {

    private static final Logger LOG = LoggerFactory.getLogger(KeptVectors.class);

    private final VectorStore store;
    private final VectorStore.Kind kind;

    KeptVectors(VectorStore store, VectorStore.Kind kind) {
        this.store = store;
        this.kind = kind;
    }

    /**
     * Waits for what is kept, but for nothing to be written.
     *
     * @param before of the index before; with none it is the first of this process, and what is kept is read
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
                        "what texts of {} mean was not kept, and will be found out again: {}",
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
            LOG.warn("what texts of {} mean cannot be read, and is found out again: {}", tenant, unreadable.toString());
            return Vectors.NONE;
        }
    }
}
