package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.ProductGraph;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.language.embedding.Embedder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The product graphs of the directory, read again only when they change. */
final class DirectoryProducts {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryProducts.class);

    private final Directory directory;
    private final LearnedIndex<List<Document>, ProductGraph> graphs;

    /** @param background where the wordings of problems are embedded; one thread is enough */
    DirectoryProducts(Directory directory, Embedder embedder, KeptVectors vectors, Executor background) {
        this.directory = directory;
        graphs = new LearnedIndex<>(
                tenant -> directory.documents(tenant, Document.PRODUCTS),
                ProductGraph.EMPTY,
                new LearnedIndex.Maker<>() {
                    @Override
                    public ProductGraph byWords(TenantId tenant, List<Document> from) {
                        return content(tenant, from).map(ProductGraph::of).orElse(ProductGraph.EMPTY);
                    }

                    @Override
                    public ProductGraph byMeaning(TenantId tenant, List<Document> from, ProductGraph before) {
                        // One that cannot be read was written by another build; the previous one stays in use.
                        return content(tenant, from)
                                .map(content -> vectors.lent(
                                        tenant,
                                        embedder,
                                        before.vectors(),
                                        known -> ProductGraph.of(content, embedder, known),
                                        ProductGraph::vectors))
                                .orElse(from.isEmpty() ? ProductGraph.EMPTY : before);
                    }
                },
                background);
    }

    ProductGraph forTenant(TenantId tenant) {
        return graphs.forTenant(tenant);
    }

    /** Completes when the problems of all tenants have been embedded. */
    CompletionStage<Void> ready() {
        return graphs.ready(directory.tenants());
    }

    private static Optional<ProductGraph.Content> content(TenantId tenant, List<Document> documents) {
        try {
            return Document.inForce(documents).map(document -> GraphFile.parse(document.text()));
        } catch (IllegalArgumentException e) {
            LOG.error("the products of {} cannot be read: {}", tenant, e.getMessage());
            return Optional.empty();
        }
    }
}
