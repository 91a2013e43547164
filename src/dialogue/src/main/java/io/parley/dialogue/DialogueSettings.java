package io.parley.dialogue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.parley.TenantId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Settings of the bot.
 *
 * @param threads number of threads that decide turns
 * @param queue how many turns may wait for a thread; beyond that the bot is {@link BotBusyException}
 * @param waitLimit how long a turn may wait for a thread before it fails with {@link BotBusyException}
 * @param admitWithin expected wait for a thread from which the bot is {@linkplain Bot#closedFor closed} to new messages
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
 * @param wrongFactorsPerHour wrong second factors of each tenant on this node after which no more are checked for a while
 */
public record DialogueSettings(
        int threads,
        int queue,
        Duration waitLimit,
        Duration admitWithin,
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
        Map<String, List<String>> skills,
        int wrongFactorsPerHour) {

    private static final Set<String> KEYS = Set.of(
            "threads",
            "queue",
            "wait-limit",
            "admit-within",
            "answer-from",
            "suggest-from",
            "intent-from",
            "clarify-from",
            "human-intent",
            "order-intent",
            "product-intent",
            "greeting-intent",
            "thanks-intent",
            "senior-skills",
            "zone",
            "zones",
            "skills",
            "wrong-factors-per-hour",
            "services",
            "actions",
            "language-model");

    public DialogueSettings {
        if (threads < 1 || queue < 1 || !isPositive(waitLimit) || !isPositive(admitWithin)) {
            throw new IllegalArgumentException(
                    "parley.dialogue: threads, queue, wait-limit and admit-within must be positive");
        }
        if (!(0 < suggestFrom && suggestFrom <= answerFrom && answerFrom <= 1)) {
            throw new IllegalArgumentException("parley.dialogue: 0 < suggest-from <= answer-from <= 1 must hold");
        }
        if (!(0 < clarifyFrom && clarifyFrom <= intentFrom && intentFrom <= 1)) {
            throw new IllegalArgumentException("parley.dialogue: 0 < clarify-from <= intent-from <= 1 must hold");
        }
        if (wrongFactorsPerHour < 1) {
            throw new IllegalArgumentException("parley.dialogue.wrong-factors-per-hour must be positive");
        }
        seniorSkills = Map.copyOf(seniorSkills);
        zones = Map.copyOf(zones);
        // Sorted, so that the same articles always lead to the same order of skills.
        skills = Collections.unmodifiableMap(new TreeMap<>(skills));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** @param config {@code parley.dialogue} */
    public static DialogueSettings from(Config config) {
        for (String key : config.root().keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("parley.dialogue." + key + ": no such setting");
            }
        }
        Config skills = config.getConfig("skills");
        return new DialogueSettings(
                config.getInt("threads"),
                config.getInt("queue"),
                config.getDuration("wait-limit"),
                config.getDuration("admit-within"),
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
                byTenant(config.getConfig("zones"), DialogueSettings::zone),
                skills.root().keySet().stream()
                        .collect(Collectors.toMap(
                                skill -> skill, skill -> skills.getStringList(ConfigUtil.joinPath(skill)))),
                config.getInt("wrong-factors-per-hour"));
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

    /** Creates the configured number of threads, with the configured room for waiting turns; the caller closes them. */
    public BotThreads newThreads() {
        return new BotThreads(threads, queue, admitWithin);
    }

    Optional<String> seniorSkill(TenantId tenant) {
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
