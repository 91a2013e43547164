package io.parley.edge.api.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.parley.edge.Answer;
import io.parley.edge.EdgeFixture;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaApiTest {

    private static final JsonSchema META = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture();
    }

    @AfterAll
    static void stop() {
        edge.client.described.expectAllAnswered("schemas");
        edge.close();
    }

    private static JsonNode openApi() {
        return edge.client.get("/api/v1/openapi.json", null).json();
    }

    @Test
    void everySchemaIsServedToAnybodyAndFollowsItsMetaSchema() {
        JsonNode names = openApi().at("/paths/~1api~1v1~1schemas~1{name}/parameters/0/schema/enum");

        assertThat(names).hasSizeGreaterThan(4);
        for (JsonNode name : names) {
            Answer answer = edge.client.get("/api/v1/schemas/" + name.asText(), null);
            assertThat(answer.status()).as(name.asText()).isEqualTo(200);
            assertThat(META.validate(answer.json())).as(name.asText()).isEmpty();
            assertThat(answer.json().path("title").asText()).as(name.asText()).isNotBlank();
            assertThat(answer.json().path("description").asText())
                    .as(name.asText())
                    .isNotBlank();
        }
    }

    @Test
    void namesTheSchemasThereAre() {
        Answer answer = edge.client.get("/api/v1/schemas/unknown", null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("detail").asText()).contains("forms").contains("products");
    }

    @Test
    void theDescriptionOfTheApiHasTheSameRules() {
        JsonNode described = openApi().at("/components/schemas");

        for (String shared : List.of("products/GraphId", "articles/ArticleQuestion")) {
            String[] parts = shared.split("/");
            assertThat(described.path(parts[1]))
                    .isEqualTo(
                            SchemaRoutes.schema(parts[0]).json().path("$defs").path(parts[1]));
        }
    }
}
