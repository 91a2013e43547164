package io.parley.language.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import java.util.Map;

/** Names of a tenant's own things, as a company writes them down: a YAML list of texts by language. */
public final class Dictionary {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Dictionary() {}

    /**
     * All names in all languages, in order.
     *
     * @throws IllegalArgumentException when it is not such a list
     */
    public static List<String> parse(String yaml) {
        try {
            List<Map<String, String>> names = YAML.readValue(yaml, new TypeReference<>() {});
            return names.stream()
                    .flatMap(name -> name.values().stream())
                    .filter(name -> !name.isBlank())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a dictionary is a list of names by language, e.g. - {zh: 手机, en: phone}: "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
