package io.parley.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Set;
import java.util.TreeSet;

/** Refuses settings that nobody reads: a misspelt key would otherwise silently leave the default in force. */
final class KnownSettings {

    /** Where the keys below are the operator's own, such as tenants. */
    private static final Set<String> OPEN = Set.of(
            "parley.dialogue.services.",
            "parley.dialogue.senior-skills.",
            "parley.dialogue.zones.",
            "parley.dialogue.skills.");

    private KnownSettings() {}

    /** @throws ConfigException.Generic naming every key under {@code parley} that reference.conf does not have */
    static void check(Config config) {
        Set<String> unknown = keys(config);
        unknown.removeAll(keys(ConfigFactory.defaultReference()));
        unknown.removeIf(key -> OPEN.stream().anyMatch(key::startsWith));
        if (!unknown.isEmpty()) {
            throw new ConfigException.Generic("unknown settings: " + String.join(", ", unknown)
                    + ". The settings there are stand in reference.conf, each with its meaning.");
        }
    }

    private static Set<String> keys(Config config) {
        Set<String> keys = new TreeSet<>();
        config.getConfig("parley").entrySet().forEach(entry -> keys.add("parley." + entry.getKey()));
        return keys;
    }
}
