package io.parley.edge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiDescriptionsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path EDGE = Path.of("main/resources/io/parley/edge");

    @Test
    void everyPartIsServed() throws IOException {
        Path root = EDGE.resolve("api/openapi.yaml");
        List<Path> listed = Stream.concat(
                        Stream.of(root),
                        YAML.readTree(root.toFile())
                                .path("x-parts")
                                .valueStream()
                                .map(part ->
                                        root.resolveSibling(part.textValue()).normalize()))
                .toList();
        try (Stream<Path> files = Files.walk(EDGE)) {
            assertThat(files.filter(file -> file.endsWith("openapi.yaml"))).containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    /** Tools that read the parts by themselves follow the files, which the bundle leaves out. */
    @Test
    void everyReferenceLeadsToTheFileThatHasIt() throws IOException {
        try (Stream<Path> files = Files.walk(EDGE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String reference : YAML.readTree(file.toFile()).findValuesAsText("$ref")) {
                    String[] parts = reference.split("#", 2);
                    Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]);
                    assertThat(target).as(reference + " in " + file).exists();
                    JsonNode found = YAML.readTree(target.toFile()).at(parts[1]);
                    assertThat(found.isMissingNode())
                            .as(reference + " in " + file)
                            .isFalse();
                }
            }
        }
    }
}
