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
 * How the bot works.
 *
 * @param threads that decide
 * @param queue how many turns may wait for a thread; for one more the bot is {@link Busy}
 * @param waitLimit how long a turn may wait for a thread until the bot is {@link Busy} for it
 * @param admitWithin expected wait for a thread from which the bot is {@linkplain Bot#closedFor closed} to new messages
 * @param answerFrom the confidence from which an article is given as the answer
 * @param suggestFrom the confidence from which an article is at least offered as a choice
 * @param intentFrom the confidence from which an intent is acted upon
 * @param clarifyFrom the confidence from which an intent is at least asked about, when none is clear
 * @param humanIntent the intent that wishes for a human
 * @param orderIntent the intent of a customer who says nothing but an order number
 * @param productIntent the intent of a customer who asks what a product is like
 * @param greetingIntent the intent of a customer who greets and says nothing else
 * @param thanksIntent the intent of a customer who thanks or takes leave and says nothing else
 * @param seniorSkills by tenant, the skill of those who take over angry customers
 * @param zone in which dates are told, unless the tenant has its own in {@code zones}
 * @param skills by skill, the tags of articles and the intents whose subject needs it
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
        Map<String, List<String>> skills) {

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

    /** As many as set, with as much room for those that wait; the owner closes them. */
    public BotThreads newThreads() {
        return new BotThreads(threads, queue, admitWithin);
    }

    Optional<String> seniorSkill(TenantId tenant) {
        return Optional.ofNullable(seniorSkills.get(tenant));
    }

    /** The one skill for the first of these subjects that has one. */
    List<String> skills(List<String> subjects) {
        return subjects.stream()
                .flatMap(subject -> skills.entrySet().stream()
                        .filter(skill -> skill.getValue().contains(subject))
                        .map(Map.Entry::getKey))
                .limit(1)
                .toList();
    }

    /** In which a tenant's days are told. */
    public ZoneId zone(TenantId tenant) {
        return zones.getOrDefault(tenant, zone);
    }
}
