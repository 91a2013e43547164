package io.parley.bots.composing;

import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Which language model composes answers, if any.
 *
 * @param enabled whether one is used at all
 * @param baseUrl the address to which {@code /chat/completions} is appended, e.g. {@code https://models.example/v1}
 * @param apiKey sent as a bearer token; empty for a model that trusts its network
 * @param model its name at that address
 * @param rephrase whether an article that is the only answer is rephrased too
 * @param responseFormat how the model is held to the agreed format
 * @param timeout for a whole answer, connection included
 * @param maxConcurrent maximum number of answers composed at the same time; further ones are not waited for
 * @param maxTokens maximum length of an answer, in tokens
 * @param temperature from 0, always the likeliest word, to 2
 * @param maxCharacters maximum length of an answer that customers are given, in UTF-16 code units
 * @param maxBytes maximum size of a reply
 * @param pause how long a failing model is not called
 */
public record LanguageModelSettings(
        boolean enabled,
        String baseUrl,
        String apiKey,
        String model,
        boolean rephrase,
        ResponseFormat responseFormat,
        Duration timeout,
        int maxConcurrent,
        int maxTokens,
        double temperature,
        int maxCharacters,
        int maxBytes,
        Duration pause) {

    /** From the strictest to the one that every server supports. */
    public enum ResponseFormat {
        JSON_SCHEMA,
        JSON_OBJECT,
        TEXT
    }

    private static final Set<String> KEYS = Set.of(
            "enabled",
            "base-url",
            "api-key",
            "model",
            "rephrase",
            "response-format",
            "timeout",
            "max-concurrent",
            "max-tokens",
            "temperature",
            "max-characters",
            "max-bytes",
            "pause");

    public LanguageModelSettings {
        if (enabled) {
            requireAddress(baseUrl);
            if (model.isBlank()) {
                throw new IllegalArgumentException("parley.dialogue.language-model.model must be set");
            }
        }
        for (Duration time : new Duration[] {timeout, pause}) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("parley.dialogue.language-model: times must be positive");
            }
        }
        if (maxConcurrent < 1 || maxTokens < 1 || maxCharacters < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("parley.dialogue.language-model: limits must be positive");
        }
        if (!(0 <= temperature && temperature <= 2)) {
            throw new IllegalArgumentException("parley.dialogue.language-model: 0 <= temperature <= 2 must hold");
        }
    }

    private static void requireAddress(String baseUrl) {
        URI url;
        try {
            url = URI.create(baseUrl);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("parley.dialogue.language-model.base-url is not a valid address", e);
        }
        if (!("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                || url.getHost() == null
                || url.getUserInfo() != null
                || url.getQuery() != null
                || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "parley.dialogue.language-model.base-url looks like https://models.example/v1");
        }
    }

    /** @param config {@code parley.dialogue.language-model} */
    public static LanguageModelSettings from(Config config) {
        for (String key : config.root().keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("parley.dialogue.language-model." + key + ": no such setting");
            }
        }
        return new LanguageModelSettings(
                config.getBoolean("enabled"),
                config.getString("base-url"),
                config.getString("api-key"),
                config.getString("model"),
                config.getBoolean("rephrase"),
                responseFormat(config.getString("response-format")),
                config.getDuration("timeout"),
                config.getInt("max-concurrent"),
                config.getInt("max-tokens"),
                config.getDouble("temperature"),
                config.getInt("max-characters"),
                Math.toIntExact(config.getBytes("max-bytes")),
                config.getDuration("pause"));
    }

    private static ResponseFormat responseFormat(String name) {
        try {
            return ResponseFormat.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "parley.dialogue.language-model.response-format must be json-schema, json-object or text", e);
        }
    }

    /** Omits the key. */
    @Override
    public String toString() {
        return enabled ? model + " at " + baseUrl : "no language model";
    }
}
