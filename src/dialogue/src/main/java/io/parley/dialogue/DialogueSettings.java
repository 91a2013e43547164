package io.parley.dialogue;

import com.typesafe.config.Config;
import io.parley.dialogue.turn.TurnSettings;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of the bot.
 *
 * @param threads number of threads that decide turns
 * @param queue how many turns may wait for a thread; beyond that the bot is {@link BotBusyException}
 * @param waitLimit how long a turn may wait for a thread before it fails with {@link BotBusyException}
 * @param admitWithin expected wait for a thread from which the bot is {@linkplain Bot#closedFor closed} to new messages
 * @param turn how a turn is decided
 * @param wrongFactorsPerHour wrong second factors of each tenant on this node after which none is checked for the moment
 */
public record DialogueSettings(
        int threads, int queue, Duration waitLimit, Duration admitWithin, TurnSettings turn, int wrongFactorsPerHour) {

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
        if (wrongFactorsPerHour < 1) {
            throw new IllegalArgumentException("parley.dialogue.wrong-factors-per-hour must be positive");
        }
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
        return new DialogueSettings(
                config.getInt("threads"),
                config.getInt("queue"),
                config.getDuration("wait-limit"),
                config.getDuration("admit-within"),
                TurnSettings.from(config),
                config.getInt("wrong-factors-per-hour"));
    }

    /** Creates the configured number of threads, with the configured room for waiting turns; the caller closes them. */
    public BotThreads newThreads() {
        return new BotThreads(threads, queue, admitWithin);
    }
}
