package io.parley.edge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.parley.cluster.AllParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiDescriptionsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path PACKAGES = Path.of("main/resources/io/parley");

    @Test
    void everyPartIsServed() throws IOException {
        List<Path> served = Stream.concat(
                        Stream.of("/io/parley/edge/api/openapi.yaml"),
                        AllParts.components().stream().flatMap(part -> part.openApi().stream()))
                .map(resource -> Path.of("main/resources" + resource))
                .toList();
        try (Stream<Path> files = Files.walk(PACKAGES)) {
            assertThat(files.filter(file -> file.endsWith("openapi.yaml")))
                    .as("each is named by openApi() of the component whose routes it describes")
                    .containsExactlyInAnyOrderElementsOf(served);
        }
    }

    @Test
    void everyRouteHasItsAreaAsTag() throws IOException {
        try (Stream<Path> files = Files.walk(PACKAGES)) {
            for (Path file :
                    files.filter(found -> found.endsWith("openapi.yaml")).toList()) {
                String area = file.getParent().getFileName().toString();
                JsonNode part = YAML.readTree(file.toFile());
                assertThat(part.path("tags").findValuesAsText("name"))
                        .as(file.toString())
                        .containsExactly(area);
                for (JsonNode operation : part.path("paths").findParents("operationId")) {
                    assertThat(operation.path("tags").valueStream().map(JsonNode::textValue))
                            .as(operation.path("operationId").textValue())
                            .containsExactly(area);
                }
            }
        }
    }

    /** Tools that read the parts by themselves follow the files, which the bundle leaves out. */
    @Test
    void everyReferenceLeadsToTheFileThatHasIt() throws IOException {
        try (Stream<Path> files = Files.walk(PACKAGES)) {
            for (Path file : files.filter(each -> each.endsWith("openapi.yaml") || each.endsWith("desk/asyncapi.yaml"))
                    .toList()) {
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
