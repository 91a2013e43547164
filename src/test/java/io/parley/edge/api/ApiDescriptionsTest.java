package io.parley.edge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    @Test
    void everyRouteHasItsAreaAsTag() throws IOException {
        List<String> described = YAML.readTree(EDGE.resolve("api/openapi.yaml").toFile())
                .path("tags")
                .findValuesAsText("name");
        Set<String> areas = new HashSet<>();
        try (Stream<Path> files = Files.walk(EDGE)) {
            for (Path file :
                    files.filter(found -> found.endsWith("openapi.yaml")).toList()) {
                String area = file.getParent().getFileName().toString();
                areas.add(area);
                for (JsonNode operation :
                        YAML.readTree(file.toFile()).path("paths").findParents("operationId")) {
                    assertThat(operation.path("tags").valueStream().map(JsonNode::textValue))
                            .as(operation.path("operationId").textValue())
                            .containsExactly(area);
                }
            }
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(areas);
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
