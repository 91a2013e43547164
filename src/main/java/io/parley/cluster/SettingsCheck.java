package io.parley.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.parley.bots.actions.HttpActions;
import io.parley.bots.composing.LanguageModelSettings;
import io.parley.edge.EdgeServer;
import io.parley.privacy.PrivacySettings;
import io.parley.projection.SliceReader;
import io.parley.site.Component;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds errors in the settings before the node joins the cluster; otherwise a component would find them later, at its start. */
final class SettingsCheck {

    /** Sections whose keys the operator chooses, such as tenants. */
    private static final Set<String> OPEN = Set.of(
            "parley.dialogue.services.",
            "parley.dialogue.senior-skills.",
            "parley.dialogue.zones.",
            "parley.dialogue.skills.");

    private static final Pattern DURATION = Pattern.compile("\\d+ ?(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("\\d+ ?[KMG]iB");
    private static final Set<String> SWITCH = Set.of("on", "off");

    private SettingsCheck() {}

    /** @throws ConfigException naming a setting under {@code parley} that is unknown or has an invalid value */
    static void run(Config config, List<Component> parts) {
        refuseUnknown(config);
        refuseWrongKind(config);
        try {
            read(config, parts);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigException.Generic(String.valueOf(e.getMessage()), e);
        }
    }

    /** A misspelt key would otherwise silently leave the default in force. */
    private static void refuseUnknown(Config config) {
        Set<String> unknown = keys(config);
        unknown.removeAll(keys(ConfigFactory.defaultReference()));
        unknown.removeIf(key -> OPEN.stream().anyMatch(key::startsWith));
        if (!unknown.isEmpty()) {
            throw new ConfigException.Generic("unknown settings: " + String.join(", ", unknown)
                    + ". All settings are listed and explained in reference.conf.");
        }
    }

    private static Set<String> keys(Config config) {
        Set<String> keys = new TreeSet<>();
        config.getConfig("parley").entrySet().forEach(entry -> keys.add("parley." + entry.getKey()));
        return keys;
    }

    /** Derives the kind of each setting from its default. */
    private static void refuseWrongKind(Config config) {
        for (Map.Entry<String, ConfigValue> setting :
                ConfigFactory.defaultReference().getConfig("parley").entrySet()) {
            String key = "parley." + setting.getKey();
            switch (setting.getValue().valueType()) {
                case NUMBER -> config.getNumber(key);
                case BOOLEAN -> config.getBoolean(key);
                case LIST -> config.getList(key);
                default -> refuseWrongKind(config, key, config.getString(key), setting.getValue());
            }
        }
    }

    private static void refuseWrongKind(Config config, String key, String value, ConfigValue standard) {
        String usual = standard.unwrapped().toString();
        boolean negative = DURATION.matcher(usual).matches()
                ? config.getDuration(key).isNegative()
                : BYTES.matcher(usual).matches() && config.getBytes(key) < 0;
        if (negative) {
            throw new ConfigException.BadValue(config.origin(), key, "is negative: " + value);
        }
        if (SWITCH.contains(usual)) {
            config.getBoolean(key);
        }
    }

    /** Reads the settings as the components do when they start; each refuses values out of range. */
    private static void read(Config config, List<Component> parts) {
        Config parley = config.getConfig("parley");
        Config dialogue = parley.getConfig("dialogue");
        CrashWatch.Settings.from(parley.getConfig("cluster.crash-watch"));
        EdgeServer.Settings.from(parley.getConfig("http"));
        Epochs.Settings.from(parley.getConfig("cluster.epoch"));
        PrivacySettings.from(parley.getConfig("privacy"));
        SliceReader.Settings.from(parley.getConfig("projection"));
        parts.forEach(part -> part.check(parley));

        requireBelow(
                "parley.dialogue.actions.change-total",
                HttpActions.Settings.from(dialogue).changeTotal(),
                "parley.conversation.act-time-limit",
                config);
        LanguageModelSettings model = LanguageModelSettings.from(dialogue.getConfig("language-model"));
        if (model.enabled()) {
            requireBelow(
                    "parley.dialogue.language-model.timeout",
                    model.timeout(),
                    "parley.conversation.bot-time-limit",
                    config);
        }
    }

    private static void requireBelow(String key, Duration value, String most, Config config) {
        if (value.compareTo(config.getDuration(most)) >= 0) {
            throw new ConfigException.BadValue(config.origin(), key, "must be below " + most);
        }
    }
}
