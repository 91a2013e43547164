package io.parley.knowledge;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.ProductGraph;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.TenantDocuments;
import io.parley.kit.Yaml;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A tenant's product graph, read and replaced as a whole, so that it is always consistent. */
public final class EditedProducts {

    private static final String NOTHING = "{}";
    private static final int VERSION = 8;

    /**
     * The graph at one moment.
     *
     * @param text YAML or JSON
     * @param version distinguishes it from every other
     */
    public record Edition(String text, String version) {
        static Edition of(@Nullable Document document) {
            String text = document == null ? NOTHING : document.text();
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return new Edition(text, HexFormat.of().formatHex(hash, 0, VERSION));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    private final TenantDocuments documents;

    public EditedProducts(TenantDocuments documents) {
        this.documents = documents;
    }

    /** The graph in force; empty when there is none. */
    public CompletionStage<Edition> read(TenantId tenant) {
        return documents
                .read(tenant, Document.PRODUCTS)
                .thenApply(stored -> Edition.of(Document.inForce(stored).orElse(null)));
    }

    /**
     * Puts this graph into force, even if the imported file is imported again.
     *
     * @param seen the version it was made from
     * @return fails with {@code BAD_REQUEST}, which names the place, for a graph that cannot work, and with {@code CHANGED_MEANWHILE} when
     *     another version is in force by now
     */
    public CompletionStage<Edition> save(TenantId tenant, String seen, String text) {
        parsed(text);
        Document after = new Document(Document.PRODUCTS, Document.EDITED, text);
        return documents.read(tenant, Document.PRODUCTS).thenCompose(stored -> {
            if (!Edition.of(Document.inForce(stored).orElse(null)).version().equals(seen)) {
                throw changed();
            }
            return documents.replace(tenant, edited(stored), after).thenApply(done -> {
                if (!done) {
                    throw changed();
                }
                return Edition.of(after);
            });
        });
    }

    /** @throws Refused {@code BAD_REQUEST}, which names the places, for a graph that cannot work */
    public static ProductGraph.Content parsed(String text) {
        try {
            return GraphFile.parse(text);
        } catch (Yaml.Invalid wrong) {
            throw new Refused(ErrorCode.BAD_REQUEST, wrong.inDocument());
        }
    }

    private static @Nullable Document edited(List<Document> stored) {
        return stored.stream()
                .filter(document -> document.id().equals(Document.EDITED))
                .findFirst()
                .orElse(null);
    }

    private static Refused changed() {
        return new Refused(
                ErrorCode.CHANGED_MEANWHILE,
                "Someone else has changed the products since they were read. Read them again.");
    }
}
