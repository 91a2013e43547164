package io.parley.language.engine;

import io.parley.language.Languages;
import io.parley.language.classify.LabelledText;
import io.parley.language.classify.TextClassifier;
import io.parley.language.embedding.Embedder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The phrases that a tenant's model is trained on.
 *
 * @param intents empty when the tenant has none
 * @param emotions labelled with the {@linkplain io.parley.language.Emotion#code() codes} of emotions; empty when the tenant has none
 */
public record TrainingPhrases(List<LabelledText> intents, List<LabelledText> emotions) {

    public TrainingPhrases {
        intents = List.copyOf(intents);
        emotions = List.copyOf(emotions);
    }

    /**
     * A digest, in hex, that is the same for the same phrases, trained by the same build with the same embeddings.
     *
     * @param embedder its id
     */
    public String recipe(String embedder) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, embedder);
            addCode(digest);
            for (List<LabelledText> phrases : List.of(intents, emotions)) {
                phrases.forEach(phrase -> add(digest, phrase.label() + '\t' + phrase.text()));
                add(digest, "");
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    /** What the trainer does is defined by its classes. */
    private static void addCode(MessageDigest digest) {
        try {
            URI origin = TextClassifier.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path place = Path.of(origin);
            if (Files.isDirectory(place)) {
                addCode(digest, place);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    addCode(digest, jar.getPath("/"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the code source has no valid URI", e);
        }
    }

    private static void addCode(MessageDigest digest, Path root) throws IOException {
        for (Class<?> part : List.of(TextClassifier.class, Embedder.class)) {
            try (Stream<Path> files =
                    Files.list(root.resolve(part.getPackageName().replace('.', '/')))) {
                for (Path file : files.sorted().toList()) {
                    digest.update(Files.readAllBytes(file));
                }
            }
        }
        for (Class<?> part : List.of(Languages.class, io.parley.language.Spelling.class)) {
            try (InputStream code = part.getResourceAsStream(part.getSimpleName() + ".class")) {
                if (code != null) {
                    digest.update(code.readAllBytes());
                }
            }
        }
    }
}
