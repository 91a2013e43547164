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
 * What operators see at {@code /metrics}; the alert rules of {@code cluster-config/prometheus} go by these names. Every label has few values:
 * tenants, channel accounts, kinds and codes, never a customer or a conversation.
 */
public final class Figures {

    /** A customer's turn on its way. Each is measured by itself; they do not add up. */
    public enum Phase {
        /** From a message's arrival until it is stored and acknowledged. */
        ACCEPTED,
        /** What the language engine takes to understand it. */
        UNDERSTOOD,
        /** What one action in a company's system takes. */
        ACTED,
        /** From the begin of the bot's work until its decision, all of the above included. */
        DECIDED,
        /** What one write of a conversation to the journal takes. */
        STORED,
        /** From when an answer was decided until it is handed to the customer's socket. */
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
        /** Nobody was there. */
        DEAD_LETTER,
        /** What an entity cannot take while it stores. */
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

    // All of them from the start, so that a rule sees a rise from zero.
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

    private Figures() {}

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

    /** @param began by {@link System#nanoTime()} */
    public static void turn(Phase phase, long began) {
        of(TURNS, phase).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    /** @param took less than nothing, as by clocks that differ, counts as nothing */
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

    /** @param outcome as the action's description names it */
    public static void acted(TenantId tenant, String action, String outcome) {
        Metrics.counter("parley.actions", "tenant", tenant.value(), "action", action, "outcome", outcome)
                .increment();
    }

    /** How many of this type are in this node's memory. */
    public static void entities(String type, int inMemory) {
        ENTITIES.computeIfAbsent(type, first -> counted("parley.entities", Tags.of("type", first)))
                .set(inMemory);
    }

    /** A figure that one actor knows, and only while it is on this node. */
    public interface Watched {
        /** It is not here any more. */
        void end();
    }

    /** @param value asked for whenever somebody looks, by any thread */
    public static Watched watch(String name, Tags tags, Supplier<Number> value) {
        Gauge before = Metrics.globalRegistry.find(name).tags(tags).gauge();
        if (before != null) {
            // Of the same actor before it was restarted.
            Metrics.globalRegistry.remove(before);
        }
        Meter gauge =
                Gauge.builder(name, value).tags(tags).strongReference(true).register(Metrics.globalRegistry);
        return () -> Metrics.globalRegistry.remove(gauge);
    }
}
