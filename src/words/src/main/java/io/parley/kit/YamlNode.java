package io.parley.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a {@link Yaml} text, with its place. What a {@link YamlSchema} has checked can be read without further questions; where there is
 * no schema, a value of another type is refused with its place.
 */
public final class YamlNode {

    private final JsonNode json;
    private final String pointer;
    private final Yaml.Text text;

    YamlNode(JsonNode json, String pointer, Yaml.Text text) {
        this.json = json;
        this.pointer = pointer;
        this.text = text;
    }

    /** A value that was not read from a text: its problems have a pointer, and no line. */
    public static YamlNode of(JsonNode json) {
        return new YamlNode(json, "", new Yaml.Text("", Map.of()));
    }

    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    public JsonNode json() {
        return json;
    }

    /** What is wrong with this value, with its place; to be thrown. */
    public Yaml.Invalid wrong(String what) {
        return new Yaml.Invalid(text.problem(pointer, false, what));
    }

    Yaml.Problem problem(String at, boolean atKey, String what) {
        return text.problem(pointer + at, atKey, what);
    }

    Yaml.Invalid invalid(List<Yaml.Problem> problems) {
        return text.invalid(problems);
    }

    public boolean has(String key) {
        return json.has(key);
    }

    /** What is under a key; missing if there is no such key, and its place is then this one's. */
    public YamlNode at(String key) {
        return new YamlNode(json.path(key), pointer + "/" + escaped(key), text);
    }

    public Optional<YamlNode> optional(String key) {
        return has(key) ? Optional.of(at(key)) : Optional.empty();
    }

    /** @throws Yaml.Invalid if there is no such key */
    public YamlNode required(String key) {
        if (!has(key)) {
            throw wrong(key + " is missing");
        }
        return at(key);
    }

    /** A text without the spaces around it. */
    public String text() {
        if (!json.isTextual() || json.textValue().isBlank()) {
            throw wrong("a text is needed");
        }
        return json.textValue().strip();
    }

    /** A single value, written with or without quotes. */
    public String scalar() {
        if (!json.isValueNode() || json.isNull() || json.asText().isBlank()) {
            throw wrong("a value is needed");
        }
        return json.asText().strip();
    }

    /** Whether true stands under a key. */
    public boolean isTrue(String key) {
        return json.path(key).booleanValue();
    }

    /** The number under a key, or another if there is none. */
    public int number(String key, int otherwise) {
        return json.path(key).asInt(otherwise);
    }

    public List<YamlNode> list() {
        if (!json.isArray()) {
            throw wrong("a list is needed");
        }
        List<YamlNode> nodes = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            nodes.add(new YamlNode(json.get(i), pointer + "/" + i, text));
        }
        return nodes;
    }

    /** What is listed under a key; empty if there is no such key. */
    public List<YamlNode> list(String key) {
        return has(key) ? at(key).list() : List.of();
    }

    /** The values listed under a key; empty if there is no such key. */
    public List<String> scalars(String key) {
        return list(key).stream().map(YamlNode::scalar).toList();
    }

    /** The values by key, in the order written. */
    public List<Map.Entry<String, YamlNode>> entries() {
        if (!json.isObject()) {
            throw wrong("keys and values are needed");
        }
        return json.properties().stream()
                .map(entry -> Map.entry(entry.getKey(), at(entry.getKey())))
                .toList();
    }

    /** The values under a key, by their own keys; empty if there is no such key. */
    public List<Map.Entry<String, YamlNode>> entries(String key) {
        return has(key) ? at(key).entries() : List.of();
    }
}
