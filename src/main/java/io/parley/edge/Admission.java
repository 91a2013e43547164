package io.parley.edge;

import io.parley.ErrorCode;
import io.parley.RefusedForNow;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * How many messages of customers this node brings to their conversations at once. A node that is given more than it can store would store
 * ever later, until everybody has given up waiting and sends again, and then nothing is stored in time any more. So one message too many
 * is refused before anything was done for it, and its client is told when to come back.
 */
public final class Admission {

    private static final int SOONEST_SECONDS = 2;
    /** Those who were refused together should not come back together. */
    private static final int SPREAD_SECONDS = 4;

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param most messages at once, {@code parley.http.limits.messages-at-once} */
    public Admission(int most) {
        this.most = most;
    }

    /** @throws RefusedForNow {@code OVERLOADED} when there are too many, and then {@code storing} is not begun */
    public <T> CompletionStage<T> admit(Supplier<CompletionStage<T>> storing) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            throw new RefusedForNow(
                    ErrorCode.OVERLOADED,
                    "Nothing was stored: too many messages came at once. Wait for the time in Retry-After and send the same request again.",
                    Duration.ofSeconds(
                            SOONEST_SECONDS + ThreadLocalRandom.current().nextInt(SPREAD_SECONDS)));
        }
        try {
            return storing.get().whenComplete((stored, failure) -> underWay.decrementAndGet());
        } catch (RuntimeException failed) {
            underWay.decrementAndGet();
            throw failed;
        }
    }
}
