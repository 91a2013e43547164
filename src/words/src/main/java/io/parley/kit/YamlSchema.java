package io.parley.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A JSON Schema (draft 2020-12) in a resource of its own, and its verdict on values. The rules are in the schema alone; the code that reads a
 * value afterwards relies on them. A schema, or a branch of it, says in {@code errorMessage}, which editors know too, what to do instead where
 * the keyword that failed does not speak for itself.
 */
public final class YamlSchema {

    private static final String REFERENCE = "$ref";
    private static final String DEFINITIONS = "$defs";
    private static final String ERROR = "errorMessage";

    /** What is wrong in one of these is no help without what the whole asks for. */
    private static final Set<String> BRANCHES = Set.of("anyOf", "oneOf", "not", "then", "else");

    /** These name the key themselves. */
    private static final Set<String> KEYS = Set.of("required", "dependentRequired", "additionalProperties");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.builder(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
            .metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword(ERROR))
                    .build())
            .build();
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .build();

    private final ObjectNode json;
    private final JsonSchema compiled;

    private YamlSchema(ObjectNode json) {
        this.json = json;
        this.compiled = FACTORY.getSchema(json, CONFIG);
        compiled.initializeValidators();
    }

    /** @param name of a resource beside the class; references lead within it */
    public static YamlSchema beside(Class<?> reader, String name) {
        try (InputStream file = reader.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing beside " + reader);
            }
            return new YamlSchema((ObjectNode) JSON.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** One of its definitions as a schema. */
    public YamlSchema part(String definition) {
        ObjectNode part = json.objectNode();
        part.set("$schema", json.path("$schema"));
        part.put(REFERENCE, "#/" + DEFINITIONS + "/" + definition);
        part.set(DEFINITIONS, json.path(DEFINITIONS));
        return new YamlSchema(part);
    }

    /** The schema itself. */
    public ObjectNode json() {
        return json.deepCopy();
    }

    /** @throws Yaml.Invalid with everything that does not follow the schema */
    public YamlNode checked(YamlNode node) {
        List<Yaml.Problem> problems = compiled.validate(node.json()).stream()
                .map(found -> problem(node, found))
                .toList();
        if (!problems.isEmpty()) {
            throw node.invalid(problems);
        }
        return node;
    }

    /**
     * Names the key that must not be there, or the value that is wrong: what the first explanation on the path to the failed keyword is about,
     * else what the keyword is about.
     */
    private Yaml.Problem problem(YamlNode node, ValidationMessage found) {
        JsonNodePath path = found.getEvaluationPath();
        JsonNodePath at = found.getInstanceLocation();
        int last = path.getNameCount() - 1;
        int depth = 0;
        boolean name = false;
        JsonNode schema = json;
        for (int i = 0; ; i++) {
            String step = path.getName(i);
            if (!name && schema.has(ERROR) && (BRANCHES.contains(step) || (i == last && !KEYS.contains(step)))) {
                return node.problem(
                        pointer(at, depth), false, schema.path(ERROR).textValue());
            } else if (i == last) {
                break;
            }
            if (!name && Set.of("properties", "additionalProperties", "items").contains(step)) {
                depth++;
            }
            name = !name && step.equals("properties");
            schema = step.equals(REFERENCE)
                    ? referred(schema)
                    : schema.isArray() ? schema.path(Integer.parseInt(step)) : schema.path(step);
        }
        boolean key = Set.of("additionalProperties", "propertyNames").contains(found.getType());
        String pointer = pointer(at, at.getNameCount());
        return node.problem(
                key ? pointer + "/" + YamlNode.escaped(found.getProperty()) : pointer, key, what(found, schema));
    }

    private static String pointer(JsonNodePath path, int steps) {
        return IntStream.range(0, steps)
                .mapToObj(i -> "/" + YamlNode.escaped(path.getName(i)))
                .collect(Collectors.joining());
    }

    private String what(ValidationMessage found, JsonNode schema) {
        JsonNode limit = schema.path(found.getType());
        return switch (found.getType()) {
            case "required", "dependentRequired" -> found.getProperty() + " is missing";
            case "additionalProperties" ->
                "unknown key; known keys are "
                        + schema.path("properties").properties().stream()
                                .map(Map.Entry::getKey)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case "propertyNames" -> referred(limit).path(ERROR).asText("no key may have this name");
            case "format" -> "must be a " + limit.asText() + " as in RFC 3339";
            case "type" -> "must be " + listed(limit, " or ", YamlSchema::type);
            case "enum" -> "must be one of " + listed(limit, ", ", JsonNode::asText);
            case "const" -> "must be " + limit.asText();
            case "minItems", "minProperties" ->
                limit.asInt() == 1 ? "at least one is needed" : "at least " + limit.asText() + " are needed";
            case "maxItems", "maxProperties" -> "at most " + limit.asText() + " are allowed";
            case "minLength" -> "at least " + limit.asText() + " characters are needed";
            case "maxLength" -> "at most " + limit.asText() + " characters are allowed";
            case "minimum" -> "must be at least " + limit.asText();
            case "maximum" -> "must be at most " + limit.asText();
            case "uniqueItems" -> "each may be listed only once";
            case "pattern" -> "must match " + limit.asText();
            default -> found.getMessage();
        };
    }

    private JsonNode referred(JsonNode schema) {
        return schema.has(REFERENCE)
                ? json.at(schema.path(REFERENCE).textValue().substring(1))
                : schema;
    }

    private static String listed(JsonNode one, String between, Function<JsonNode, String> shown) {
        return one.isArray()
                ? StreamSupport.stream(one.spliterator(), false).map(shown).collect(Collectors.joining(between))
                : shown.apply(one);
    }

    private static String type(JsonNode name) {
        return switch (name.asText()) {
            case "object" -> "keys and values";
            case "array" -> "a list";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> name.asText();
        };
    }
}
