package io.parley.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo shop's files in the source tree, from whichever module's directory a test runs. */
public final class DemoFiles {

    private DemoFiles() {}

    /** @param name below {@code docker/seed}, e.g. {@code demo/forms} */
    public static Path path(String name) {
        Path below = Path.of("docker/seed").resolve(name);
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve(below))) {
                return directory.resolve(below);
            }
        }
        throw new IllegalStateException(
                below + " is in no directory above " + Path.of("").toAbsolutePath());
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
