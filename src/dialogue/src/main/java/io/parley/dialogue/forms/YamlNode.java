package io.parley.dialogue.forms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a form's YAML with its position, so that errors can be reported with it.
 *
 * @param path as written in messages, e.g. {@code form return: slots.order.ask}
 */
record YamlNode(JsonNode node, String path) {

    private static final String GAP = ": ";

    Form.Invalid wrong(String what) {
        return new Form.Invalid(path + GAP + what);
    }

    boolean has(String key) {
        return node.has(key);
    }

    YamlNode at(String key) {
        return new YamlNode(node.path(key), path + (path.contains(GAP) ? "." : GAP) + key);
    }

    @Nullable YamlNode optional(String key) {
        return has(key) ? at(key) : null;
    }

    YamlNode required(String key) {
        if (!has(key)) {
            throw wrong(key + " is missing");
        }
        return at(key);
    }

    /** Refuses unknown keys: they are typos. */
    YamlNode allowOnly(String... keys) {
        if (!node.isObject()) {
            throw wrong("expected keys and values");
        }
        Set<String> known = Set.of(keys);
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw at(key).wrong("unknown key");
            }
        });
        return this;
    }

    String text() {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw wrong("a text is needed");
        }
        return node.textValue().strip();
    }

    /** A single value, written with or without quotes. */
    String scalar() {
        if (!node.isValueNode() || node.isNull() || node.asText().isBlank()) {
            throw wrong("a value is needed");
        }
        return node.asText().strip();
    }

    boolean yes(String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw at(key).wrong("true or false is needed");
        }
        return value.booleanValue();
    }

    int positive(String key, int otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() <= 0) {
            throw at(key).wrong("a positive number is needed");
        }
        return value.intValue();
    }

    List<YamlNode> list() {
        if (!node.isArray() || node.isEmpty()) {
            throw wrong("a list is needed");
        }
        List<YamlNode> places = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            places.add(new YamlNode(node.get(i), path + "[" + (i + 1) + "]"));
        }
        return places;
    }

    /** Returns what is listed under a key; empty when the key is missing. */
    List<String> scalars(String key) {
        return has(key) ? at(key).list().stream().map(YamlNode::scalar).toList() : List.of();
    }

    /** Returns the values by key, in the order written. */
    List<Map.Entry<String, YamlNode>> entries() {
        if (!node.isObject()) {
            throw wrong("expected keys and values");
        }
        List<Map.Entry<String, YamlNode>> entries = new ArrayList<>();
        node.fieldNames().forEachRemaining(key -> entries.add(Map.entry(key, at(key))));
        return entries;
    }
}
