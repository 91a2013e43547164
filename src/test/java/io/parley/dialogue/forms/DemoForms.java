package io.parley.dialogue.forms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The forms of the demo shop, as they are imported. */
public final class DemoForms {

    public static final Forms ALL = Forms.parse(texts());

    private DemoForms() {}

    static List<String> texts() {
        Path module = Files.isDirectory(Path.of("docker")) ? Path.of("") : Path.of("..");
        try (Stream<Path> files = Files.list(module.resolve("docker/seed/demo/forms"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(DemoForms::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
