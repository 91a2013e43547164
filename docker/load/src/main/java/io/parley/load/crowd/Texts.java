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

/** What customers say: one text a line; empty lines and lines that start with # say nothing. Each is one that the bot answers. */
public final class Texts {

    private static final String OWN = "/texts.txt";

    private final List<String> all;

    private Texts(List<String> lines) {
        this.all = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no text to send");
        }
    }

    /** @param file null for the texts that suit the demo tenant */
    public static Texts of(@Nullable Path file) {
        try {
            return new Texts(file == null ? own() : Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> own() throws IOException {
        try (InputStream in = Objects.requireNonNull(Texts.class.getResourceAsStream(OWN), OWN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    String next() {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }
}
