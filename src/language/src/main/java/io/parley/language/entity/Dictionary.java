package io.parley.language.entity;

import io.parley.kit.Yaml;
import io.parley.kit.YamlSchema;
import java.util.List;

/** Names of a tenant's own things, as a company writes them down: a YAML list of texts by language. */
public final class Dictionary {

    /** What such a list must be like. */
    public static final YamlSchema SCHEMA = YamlSchema.beside(Dictionary.class, "dictionary.schema.json");

    private Dictionary() {}

    /**
     * All names in all languages, in order.
     *
     * @param file its name, for messages
     * @throws Yaml.Invalid when it is not such a list
     */
    public static List<String> parse(String file, String yaml) {
        return Yaml.read(file, yaml, SCHEMA).list().stream()
                .flatMap(name -> name.json().valueStream())
                .map(name -> name.asText())
                .filter(name -> !name.isBlank())
                .toList();
    }
}
