package io.parley.dialogue.knowledge;

import io.parley.language.Spelling;
import io.parley.language.embedding.Embedder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The embeddings of the texts of a tenant's articles, by digests of the texts. Meant to be stored, because computing a vector takes a few
 * milliseconds. Immutable.
 */
public final class Vectors {

    /** The vectors of no texts. */
    public static final Vectors NONE = new Vectors("", Map.of());

    private static final int DIGEST_BYTES = 16;

    private final String embedder;
    private final Map<String, Vector> byText;

    private Vectors(String embedder, Map<String, Vector> byText) {
        this.embedder = embedder;
        this.byText = Map.copyOf(byText);
    }

    /**
     * @param embedder the {@link Embedder#id} of the embedder that computed them
     * @param byText what {@link #bytes} returned, by {@link #texts}
     * @throws IllegalArgumentException when a vector is incomplete
     */
    public static Vectors of(String embedder, Map<String, byte[]> byText) {
        Map<String, Vector> read = new HashMap<>();
        byText.forEach((text, bytes) -> {
            if (bytes.length < Integer.BYTES || bytes.length % Float.BYTES != 0) {
                throw new IllegalArgumentException("the vector of " + text + " has " + bytes.length + " bytes");
            }
            read.put(text, Vector.of(bytes));
        });
        return new Vectors(embedder, read);
    }

    /** The {@link Embedder#id} of the embedder that computed them. */
    public String embedder() {
        return embedder;
    }

    /** Returns the digests of the texts whose vectors these are, each of 32 hexadecimal digits. */
    public Set<String> texts() {
        return byText.keySet();
    }

    /** @param text one of {@link #texts} */
    public byte[] bytes(String text) {
        Vector vector = byText.get(text);
        if (vector == null) {
            throw new IllegalArgumentException("no vector for " + text);
        }
        return vector.toBytes();
    }

    private @Nullable Vector known(String text, Embedder wanted) {
        return embedder.equals(wanted.id()) ? byText.get(text) : null;
    }

    private static String digest(String folded) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(folded.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Collects the vectors of texts, each from what is known or otherwise from the embedder. */
    static final class Collector {
        private final Embedder embedder;
        private final Vectors known;
        private final Map<String, Vector> taken = new HashMap<>();

        Collector(Embedder embedder, Vectors known) {
            this.embedder = embedder;
            this.known = known;
        }

        Vector of(String text) {
            String folded = Spelling.folded(text);
            return taken.computeIfAbsent(digest(folded), digest -> {
                Vector before = known.known(digest, embedder);
                return before == null ? Vector.of(embedder.embed(folded)) : before;
            });
        }

        int dimensions() {
            return embedder.dimensions();
        }

        /** Returns what was collected so far. */
        Vectors collected() {
            return new Vectors(embedder.id(), taken);
        }
    }
}
