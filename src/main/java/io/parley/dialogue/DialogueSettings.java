package io.parley.dialogue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.parley.TenantId;
import io.parley.dialogue.orders.HttpOrders;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * How the bot works.
 *
 * @param threads that decide
 * @param queue how many turns may wait for a thread; one more fails at once
 * @param answerFrom the confidence from which an article is given as the answer
 * @param suggestFrom the confidence from which an article is at least offered as a choice
 * @param zone in which dates are told, unless the tenant has its own in {@code zones}
 * @param skills by skill, the tags of articles whose subject needs it
 */
public record DialogueSettings(
        int threads,
        int queue,
        double answerFrom,
        double suggestFrom,
        ZoneId zone,
        Map<TenantId, ZoneId> zones,
        Map<String, List<String>> skills,
        HttpOrders.Settings orders) {

    private static final Set<String> KEYS = Set.of(
            "threads",
            "queue",
            "answer-from",
            "suggest-from",
            "zone",
            "zones",
            "skills",
            "orders",
            "services",
            "actions");

    public DialogueSettings {
        if (threads < 1 || queue < 1) {
            throw new IllegalArgumentException("parley.dialogue: threads and queue must be positive");
        }
        if (!(0 < suggestFrom && suggestFrom <= answerFrom && answerFrom <= 1)) {
            throw new IllegalArgumentException("parley.dialogue: 0 < suggest-from <= answer-from <= 1 must hold");
        }
        zones = Map.copyOf(zones);
        // Sorted, so that the same articles always lead to the same order of skills.
        skills = Collections.unmodifiableMap(new TreeMap<>(skills));
    }

    /** @param config {@code parley.dialogue} */
    public static DialogueSettings from(Config config) {
        for (String key : config.root().keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("parley.dialogue." + key + ": no such setting");
            }
        }
        Map<TenantId, ZoneId> zones = config.getConfig("zones").entrySet().stream()
                .collect(Collectors.toMap(
                        zone -> new TenantId(String.join(".", ConfigUtil.splitPath(zone.getKey()))),
                        zone -> ZoneId.of(zone.getValue().unwrapped().toString())));
        Config skills = config.getConfig("skills");
        return new DialogueSettings(
                config.getInt("threads"),
                config.getInt("queue"),
                config.getDouble("answer-from"),
                config.getDouble("suggest-from"),
                ZoneId.of(config.getString("zone")),
                zones,
                skills.root().keySet().stream()
                        .collect(Collectors.toMap(
                                skill -> skill, skill -> skills.getStringList(ConfigUtil.joinPath(skill)))),
                HttpOrders.Settings.from(config.getConfig("orders")));
    }

    /** Threads and queue as set, refusing what does not fit; the owner shuts it down. */
    public ExecutorService newExecutor() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), work -> {
            Thread thread = new Thread(work, "bot-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    ZoneId zone(TenantId tenant) {
        return zones.getOrDefault(tenant, zone);
    }
}
