package io.parley;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The metrics that operators see at {@code /metrics}; the alert rules of {@code cluster-config/prometheus} depend on these names. Every
 * label has few values: tenants, channel accounts, kinds and codes, never a customer or a conversation.
 */
public final class ParleyMetrics {

    /** Phases of a customer's turn. Each is measured separately; they do not add up. */
    public enum Phase {
        /** From a message's arrival until it has been stored and acknowledged. */
        ACCEPTED,
        /** The time the language engine takes to understand the message. */
        UNDERSTOOD,
        /** The time one action in a company's system takes until it ends or is given up. */
        ACTED,
        /**
         * From the start of the bot's work on a turn until its decision, or until the turn is given up. Includes {@link #UNDERSTOOD} and
         * {@link #ACTED}, but not how long the turn waited before.
         */
        DECIDED,
        /** The time one write of a conversation to the journal takes. */
        STORED,
        /** From the decision on an answer until it is handed to the customer's socket. */
        SHOWN;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whose sockets are counted. */
    public enum SocketKind {
        CUSTOMER,
        DESK;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a message between actors was lost. */
    public enum Loss {
        /** There was no recipient. */
        DEAD_LETTER,
        /** An entity that was still storing could not hold any more messages. */
        STASH_FULL,
        /** Larger than a frame between nodes. */
        OVERSIZED,
        OTHER;

        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final Map<Phase, Timer> TURNS = new EnumMap<>(Phase.class);
    private static final Map<ErrorCode, Counter> REFUSALS = new EnumMap<>(ErrorCode.class);
    private static final Map<Loss, Counter> LOSSES = new EnumMap<>(Loss.class);
    private static final Map<SocketKind, AtomicInteger> SOCKETS = new EnumMap<>(SocketKind.class);
    private static final Map<String, AtomicInteger> ENTITIES = new ConcurrentHashMap<>();

    // Registered from the start, so that an alert rule sees a rise from zero.
    static {
        for (Phase phase : Phase.values()) {
            TURNS.put(
                    phase,
                    Timer.builder("parley.turn")
                            .description("phases of a customer's turn")
                            .tag("phase", phase.code())
                            .serviceLevelObjectives(BUCKETS)
                            .register(Metrics.globalRegistry));
        }
        for (ErrorCode code : ErrorCode.values()) {
            REFUSALS.put(code, Metrics.counter("parley.rejections", "reason", code.code()));
        }
        for (Loss loss : Loss.values()) {
            LOSSES.put(loss, Metrics.counter("parley.messages.lost", "why", loss.code()));
        }
        for (SocketKind kind : SocketKind.values()) {
            SOCKETS.put(kind, counted("parley.sockets", Tags.of("kind", kind.code())));
        }
    }

    private ParleyMetrics() {}

    private static AtomicInteger counted(String name, Tags tags) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder(name, count, AtomicInteger::get)
                .tags(tags)
                .strongReference(true)
                .register(Metrics.globalRegistry);
        return count;
    }

    private static <K, V> V of(Map<K, V> all, K key) {
        return Objects.requireNonNull(all.get(key));
    }

    /** @param began start of the phase by {@link System#nanoTime()} */
    public static void turn(Phase phase, long began) {
        of(TURNS, phase).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    /** @param took a negative duration, as from clocks that differ, counts as zero */
    public static void turn(Phase phase, Duration took) {
        of(TURNS, phase).record(took.isNegative() ? Duration.ZERO : took);
    }

    public static void refused(ErrorCode code) {
        of(REFUSALS, code).increment();
    }

    public static void lost(Loss loss) {
        of(LOSSES, loss).increment();
    }

    public static void socketOpened(SocketKind kind) {
        of(SOCKETS, kind).incrementAndGet();
    }

    public static void socketClosed(SocketKind kind) {
        of(SOCKETS, kind).decrementAndGet();
    }

    /** @param outcome the outcome's name in the action's description, {@code failed} or {@code outcome-unknown} */
    public static void acted(TenantId tenant, String action, String outcome) {
        Metrics.counter("parley.actions", "tenant", tenant.value(), "action", action, "outcome", outcome)
                .increment();
    }

    /**
     * Counts a handoff from the bot to a human, which has been stored.
     *
     * @param reason the code of the reason
     */
    public static void handedOff(String reason) {
        Metrics.counter("parley.handoffs", "reason", reason).increment();
    }

    /** @param outcome {@code right}, {@code wrong}, {@code locked} (temporarily not accepted) or {@code unchecked} */
    public static void factorChecked(TenantId tenant, String outcome) {
        Metrics.counter("parley.factor.checks", "tenant", tenant.value(), "outcome", outcome)
                .increment();
    }

    /** Sets how many entities of this type are in this node's memory. */
    public static void entities(String type, int inMemory) {
        ENTITIES.computeIfAbsent(type, first -> counted("parley.entities", Tags.of("type", first)))
                .set(inMemory);
    }

    /** A figure that a single actor provides, and only while it runs on this node. */
    public interface Watched {
        /** Removes the figure; the actor is no longer on this node. */
        void end();
    }

    /** @param value called whenever the figure is read, from any thread */
    public static Watched watch(String name, Tags tags, Supplier<Number> value) {
        Gauge before = Metrics.globalRegistry.find(name).tags(tags).gauge();
        if (before != null) {
            // Left by the same actor before its restart.
            Metrics.globalRegistry.remove(before);
        }
        Meter gauge =
                Gauge.builder(name, value).tags(tags).strongReference(true).register(Metrics.globalRegistry);
        return () -> Metrics.globalRegistry.remove(gauge);
    }
}
