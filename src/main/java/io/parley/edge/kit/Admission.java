package io.parley.edge.kit;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import com.typesafe.config.Config;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many customers' messages this node delivers to their conversations at the same time. A node that accepts more than it can
 * store falls further and further behind, until all clients time out and retry, and nothing is stored in time. An excess message is
 * therefore refused before any work is done for it, and its client is told when to retry. The limit adapts as TCP's window does (additive
 * increase, multiplicative decrease): one more for each message stored in time while many are in progress, a tenth fewer for each that is
 * slow or not stored.
 */
public final class Admission {

    private static final int FIRST = 100;
    /**
     * The window grows only while it is used, so a quiet node that has stored a few messages slowly, or a single conversation that cannot
     * be stored at all, leaves it here: enough for any burst of messages that a healthy node stores in milliseconds each.
     */
    private static final int LEAST = 16;

    private static final double AFTER_A_SLOW_ONE = 0.9;

    private static final int SOONEST_SECONDS = 2;
    /** Clients that were refused together should not retry together. */
    private static final int SPREAD_SECONDS = 4;

    /**
     * @param most the most messages at the same time, however fast they are stored
     * @param slow how long storing one may take before fewer are admitted at the same time
     */
    public record Settings(int most, Duration slow) {

        public Settings {
            if (most < LEAST || slow.isZero() || slow.isNegative()) {
                throw new IllegalArgumentException(
                        "parley.http.limits.messages.at-once must be at least " + LEAST + ", and slow-after positive");
            }
        }

        /** @param config the section {@code parley.http.limits.messages} */
        public static Settings from(Config config) {
            return new Settings(config.getInt("at-once"), config.getDuration("slow-after"));
        }
    }

    private final Limiter<String> limiter;

    public Admission(Settings settings) {
        this(settings, System::nanoTime);
    }

    Admission(Settings settings, LongSupplier nanos) {
        limiter = SimpleLimiter.newBuilder()
                .limit(AIMDLimit.newBuilder()
                        .initialLimit(Math.min(FIRST, settings.most()))
                        .minLimit(LEAST)
                        .maxLimit(settings.most())
                        .backoffRatio(AFTER_A_SLOW_ONE)
                        .timeout(settings.slow().toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .nanoClock(nanos)
                .build();
    }

    /** @throws TemporarilyRefused {@code OVERLOADED} when there are too many; {@code storing} is then not called */
    public <T> CompletionStage<T> admit(Supplier<CompletionStage<T>> storing) {
        Limiter.Listener admitted = limiter.acquire("message").orElseThrow(Admission::tooMany);
        try {
            return storing.get().whenComplete((stored, failure) -> ended(admitted, failure));
        } catch (RuntimeException failed) {
            admitted.onIgnore();
            throw failed;
        }
    }

    private static void ended(Limiter.Listener admitted, @Nullable Throwable failure) {
        if (failure == null) {
            admitted.onSuccess();
        } else if (Refused.from(failure).code() == ErrorCode.TEMPORARILY_UNAVAILABLE) {
            admitted.onDropped();
        } else {
            // A refusal for any other reason says nothing about how fast others are stored.
            admitted.onIgnore();
        }
    }

    private static TemporarilyRefused tooMany() {
        return new TemporarilyRefused(
                ErrorCode.OVERLOADED,
                "Too many messages came at once. Nothing is stored; wait for the time in Retry-After and send the same request again.",
                Duration.ofSeconds(SOONEST_SECONDS + ThreadLocalRandom.current().nextInt(SPREAD_SECONDS)));
    }
}
