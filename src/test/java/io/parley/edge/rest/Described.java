package io.parley.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.parley.edge.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds answers against a description. Stricter than clients should be: a field that is not described is an error, so that none is
 * forgotten in the description.
 */
public final class Described {

    /** One operation of an OpenAPI document. */
    record Operation(String method, String path, String tag) {}

    private final ObjectNode document;
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private Described(ObjectNode document) {
        this.document = document;
    }

    public static Described openApi(JsonNode document) {
        ObjectNode strict = document.deepCopy();
        forbidMore(strict.path("components"));
        return new Described(strict);
    }

    private static void forbidMore(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Described::forbidMore);
    }

    List<Operation> operations() {
        List<Operation> found = new ArrayList<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        found.add(new Operation(
                                operation.getKey(),
                                path.getKey(),
                                operation.getValue().at("/tags/0").asText()));
                    }
                }));
        return found;
    }

    /** The answer itself, after it was found to be as described. */
    HttpResponse<String> checked(HttpResponse<String> response) {
        String method = response.request().method().toLowerCase(Locale.ROOT);
        String path = response.request().uri().getPath();
        JsonNode operation = document.path("paths").properties().stream()
                .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[^}]*}", "[^/]+")))
                .sorted(java.util.Comparator.comparing(entry -> entry.getKey().contains("{")))
                .map(entry -> entry.getValue().path(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + " " + path + " is not described"));
        JsonNode answers = operation.path("responses");
        JsonNode answer = answers.path(Integer.toString(response.statusCode()));
        if (answer.isMissingNode()) {
            answer = answers.path("default");
        }
        if (answer.has("$ref")) {
            answer = document.at(answer.path("$ref").asText().substring(1));
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode schema = answer.path("content").path(type).path("schema");
        if (schema.isMissingNode()) {
            throw new AssertionError(response.statusCode() + " " + type + " is not described for " + path);
        }
        check(schema, Json.read(response.body(), JsonNode.class));
        return response;
    }

    /** @param pointer to the schema within the document, e.g. {@code /components/messages/Queue/payload} */
    public void check(String pointer, JsonNode value) {
        check(document.at(pointer), value);
    }

    private void check(JsonNode schema, JsonNode value) {
        ObjectNode self = schema.deepCopy();
        self.set("components", document.path("components"));
        JsonSchema compiled = factory.getSchema(self);
        var errors = compiled.validate(value);
        if (!errors.isEmpty()) {
            throw new AssertionError(errors + " in " + value);
        }
    }
}
