package io.parley.dialogue.forms;

import io.parley.dialogue.DemoFiles;
import io.parley.kit.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The forms of the demo shop, as they are imported. */
public final class DemoForms {

    public static final Forms ALL = Forms.parse(
            sources(), Map.of("zh", "https://shop.example/zh/sign-in", "en", "https://shop.example/en/sign-in"));

    private DemoForms() {}

    static List<String> texts() {
        return sources().stream().map(Yaml.Source::text).toList();
    }

    private static List<Yaml.Source> sources() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> Yaml.source("forms/" + file.getFileName(), file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path folder() {
        return DemoFiles.path("demo/forms");
    }
}
