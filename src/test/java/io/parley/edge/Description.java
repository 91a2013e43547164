package io.parley.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A document with schemas, and the validation of values. Stricter than clients should be: a field that is not described is an error,
 * so that none is forgotten in the description.
 */
public final class Description {

    /** The base to which schemas of both kinds of document refer; it checks nothing itself. */
    private static final String COMPONENTS = "components";

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.builder(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
            .metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword(COMPONENTS))
                    .build())
            .build();
    private static final SchemaValidatorsConfig FORMATS_TOO =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final ObjectNode document;
    private final Map<JsonNode, JsonSchema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    public Description(JsonNode document) {
        this.document = document.deepCopy();
        forbidMore(this.document);
    }

    private static void forbidMore(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Description::forbidMore);
    }

    /** The node at this pointer, or the one it refers to. */
    public JsonNode at(String pointer) {
        return referred(document.at(pointer));
    }

    /** The node itself, or the one it refers to. */
    JsonNode referred(JsonNode node) {
        JsonNode found = node;
        while (found.has("$ref")) {
            found = document.at(found.path("$ref").asText().substring(1));
        }
        return found;
    }

    boolean fits(JsonNode schema, JsonNode value) {
        return errors(schema, value).isEmpty();
    }

    /** @param what describes the value in the failure */
    public void check(JsonNode schema, JsonNode value, String what) {
        Set<ValidationMessage> errors = errors(schema, value);
        if (!errors.isEmpty()) {
            throw new AssertionError(what + " is not as described: " + errors + " in " + value);
        }
    }

    private Set<ValidationMessage> errors(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value);
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode self = ((ObjectNode) schema).objectNode().setAll((ObjectNode) schema);
        self.set(COMPONENTS, document.path(COMPONENTS));
        return FACTORY.getSchema(self, FORMATS_TOO);
    }
}
