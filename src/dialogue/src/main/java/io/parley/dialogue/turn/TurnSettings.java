package io.parley.dialogue.turn;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.parley.TenantId;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings by which a turn is decided.
 *
 * @param answerFrom minimum confidence for giving an article as the answer
 * @param suggestFrom minimum confidence for at least offering an article as a choice
 * @param intentFrom minimum confidence for acting on an intent
 * @param clarifyFrom minimum confidence for at least asking about an intent, when none is clear
 * @param humanIntent the intent of a customer who asks for a human
 * @param orderIntent the intent of a customer who says nothing but an order number
 * @param productIntent the intent of a customer who asks what a product is like
 * @param greetingIntent the intent of a customer who greets and says nothing else
 * @param thanksIntent the intent of a customer who says thanks or goodbye and nothing else
 * @param seniorSkills by tenant, the skill of those who take over angry customers
 * @param zone the time zone in which dates are given, unless the tenant has its own in {@code zones}
 * @param skills by skill, the article tags and the intents whose subject needs it
 */
public record TurnSettings(
        double answerFrom,
        double suggestFrom,
        double intentFrom,
        double clarifyFrom,
        String humanIntent,
        String orderIntent,
        String productIntent,
        String greetingIntent,
        String thanksIntent,
        Map<TenantId, String> seniorSkills,
        ZoneId zone,
        Map<TenantId, ZoneId> zones,
        Map<String, List<String>> skills) {

    public TurnSettings {
        if (!(0 < suggestFrom && suggestFrom <= answerFrom && answerFrom <= 1)) {
            throw new IllegalArgumentException("parley.dialogue: 0 < suggest-from <= answer-from <= 1 must hold");
        }
        if (!(0 < clarifyFrom && clarifyFrom <= intentFrom && intentFrom <= 1)) {
            throw new IllegalArgumentException("parley.dialogue: 0 < clarify-from <= intent-from <= 1 must hold");
        }
        seniorSkills = Map.copyOf(seniorSkills);
        zones = Map.copyOf(zones);
        // Sorted, so that the same articles always lead to the same order of skills.
        skills = Collections.unmodifiableMap(new TreeMap<>(skills));
    }

    /** @param config {@code parley.dialogue} */
    public static TurnSettings from(Config config) {
        Config skills = config.getConfig("skills");
        return new TurnSettings(
                config.getDouble("answer-from"),
                config.getDouble("suggest-from"),
                config.getDouble("intent-from"),
                config.getDouble("clarify-from"),
                config.getString("human-intent"),
                config.getString("order-intent"),
                config.getString("product-intent"),
                config.getString("greeting-intent"),
                config.getString("thanks-intent"),
                byTenant(config.getConfig("senior-skills"), skill -> skill),
                zone(config.getString("zone")),
                byTenant(config.getConfig("zones"), TurnSettings::zone),
                skills.root().keySet().stream()
                        .collect(Collectors.toMap(
                                skill -> skill, skill -> skills.getStringList(ConfigUtil.joinPath(skill)))));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "parley.dialogue.zone and zones need the name of a time zone, such as Asia/Shanghai, not " + id, e);
        }
    }

    private static <T> Map<TenantId, T> byTenant(Config config, Function<String, T> read) {
        return config.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> new TenantId(String.join(".", ConfigUtil.splitPath(entry.getKey()))),
                        entry -> read.apply(entry.getValue().unwrapped().toString())));
    }

    /** Returns the skill of those who take over angry customers. */
    public Optional<String> seniorSkill(TenantId tenant) {
        return Optional.ofNullable(seniorSkills.get(tenant));
    }

    /** Returns the one skill for the first of these subjects that has one; empty when none has. */
    List<String> skills(List<String> subjects) {
        return subjects.stream()
                .flatMap(subject -> skills.entrySet().stream()
                        .filter(skill -> skill.getValue().contains(subject))
                        .map(Map.Entry::getKey))
                .limit(1)
                .toList();
    }

    /** Returns the time zone in which a tenant's dates are given. */
    public ZoneId zone(TenantId tenant) {
        return zones.getOrDefault(tenant, zone);
    }
}
