package io.parley.load.crowd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The texts that customers send. */
@FunctionalInterface
public interface Texts {

    /** The file of the few texts that suit the demo tenant. */
    String OWN = "/texts.txt";

    String next();

    /** Whether the text asks for a person, so that the bot has to hand over. */
    default boolean asksForPerson(String text) {
        return false;
    }

    /**
     * A few texts, repeated, each of which the bot answers.
     *
     * @param file one text per line; empty lines and lines that start with # are skipped; null for the texts that suit the demo tenant
     */
    static Texts of(@Nullable Path file) {
        List<String> all;
        try {
            all = (file == null ? own() : Files.readAllLines(file))
                    .stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there are no texts to send");
        }
        return () -> all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private static List<String> own() throws IOException {
        try (InputStream in = Objects.requireNonNull(Texts.class.getResourceAsStream(OWN), OWN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
