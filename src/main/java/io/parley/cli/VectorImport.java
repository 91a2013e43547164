package io.parley.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.knowledge.VectorStore;
import io.parley.language.embedding.BilingualEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the vectors of a tenant's texts that the build has computed, so that the first node need not compute them. Without such files, or
 * with those of another build, it does.
 */
public final class VectorImport {

    /** The content of such a file, as JSON. */
    private record Built(String embedder, Map<String, byte[]> vectors) {}

    private static final Logger LOG = LoggerFactory.getLogger(VectorImport.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VectorStore store;

    public VectorImport(VectorStore store) {
        this.store = store;
    }

    /**
     * Waits until the vectors are stored.
     *
     * @param tenantFile the files are looked up where {@link BuiltFiles#named} finds them for it
     */
    public void run(TenantId tenant, Path tenantFile) {
        for (VectorStore.Kind kind : VectorStore.Kind.values()) {
            for (Path file : BuiltFiles.named(fileName(tenant, kind), tenantFile)) {
                keep(tenant, kind, read(file));
            }
        }
    }

    private void keep(TenantId tenant, VectorStore.Kind kind, Vectors built) {
        if (!built.embedder().equals(BilingualEmbedder.SHIPPED)) {
            return;
        }
        Vectors kept = ModelImport.now(store.read(tenant, kind, built.embedder()));
        if (!kept.texts().containsAll(built.texts())) {
            ModelImport.now(store.keep(tenant, kind, Vectors.NONE, built));
        }
    }

    static String fileName(TenantId tenant, VectorStore.Kind kind) {
        return tenant + "." + kind.name().toLowerCase(Locale.ROOT) + ".vectors";
    }

    /** Returns {@link Vectors#NONE} if the file cannot be used. */
    static Vectors read(Path file) {
        try {
            Built built = JSON.readValue(file.toFile(), Built.class);
            return Vectors.of(built.embedder(), built.vectors());
        } catch (IOException | IllegalArgumentException unusable) {
            LOG.warn("{} cannot be used, the first node makes its vectors again: {}", file, unusable.getMessage());
            return Vectors.NONE;
        }
    }

    static void write(Path file, Vectors vectors) throws IOException {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        vectors.texts().stream().sorted().forEach(text -> bytes.put(text, vectors.bytes(text)));
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        JSON.writeValue(file.toFile(), new Built(vectors.embedder(), bytes));
    }
}
