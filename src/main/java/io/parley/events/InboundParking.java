package io.parley.events;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.pattern.Patterns;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.ErrorCode;
import io.parley.Refused;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stores each customer's messages in order, and those of different customers independently. A message that cannot be stored for now is
 * parked and retried after growing pauses, and only messages from the same customer wait behind it. It is given up after a long time in
 * which others' messages were stored: the fault then lies with this conversation. While nobody's messages are stored, e.g. because the
 * database is unavailable, none is given up; nor is any given up because the bot is overloaded, however long that takes.
 */
final class InboundParking {

    /** Customers of whom a message was given up: their next ones are given up sooner. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

    private final ActorSystem<?> system;
    private final InboundSettings settings;
    private final ConcurrentMap<String, CompletionStage<Done>> last = new ConcurrentHashMap<>();
    private final AtomicLong stored = new AtomicLong();
    private final Cache<String, Boolean> givenUp = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    InboundParking(ActorSystem<?> system, InboundSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    /**
     * Takes a message.
     *
     * @param customer whose message it is; waits for any earlier message of theirs
     * @param store tries to store it; may be called again until it is stored or given up
     * @param reject what to do with a message that will never be stored
     * @return completes once it is stored or rejected; fails when it could not be rejected
     */
    CompletionStage<Done> take(
            String customer,
            Supplier<? extends CompletionStage<?>> store,
            Function<Refused, CompletionStage<Done>> reject) {
        // A message that could not be rejected stops those behind it: the records are read again from there, in order.
        CompletionStage<Done> done = last.compute(customer, (key, before) -> (before == null
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : before)
                .thenCompose(free -> attempt(
                        new Waiting(customer, store, reject, stored.get()), settings.firstRetry(), Duration.ZERO)));
        return done.whenComplete((result, failure) -> last.remove(customer, done));
    }

    /** @param storedBefore how many messages had been stored when this one was first tried */
    private record Waiting(
            String customer,
            Supplier<? extends CompletionStage<?>> store,
            Function<Refused, CompletionStage<Done>> reject,
            long storedBefore) {

        CompletionStage<?> stored() {
            try {
                return store.get();
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }

    /** @param waited how long it has waited so far for a fault to pass while others got through */
    private CompletionStage<Done> attempt(Waiting message, Duration pause, Duration waited) {
        return message.stored()
                .<CompletionStage<Done>>handle((result, failure) -> {
                    if (failure == null) {
                        stored.incrementAndGet();
                        givenUp.invalidate(message.customer());
                        return CompletableFuture.completedFuture(Done.getInstance());
                    }
                    Refused refused = Refused.from(failure);
                    if (refused.code() == ErrorCode.OVERLOADED) {
                        return later(message, pause, waited, false);
                    }
                    if (refused.code() != ErrorCode.TEMPORARILY_UNAVAILABLE) {
                        return message.reject().apply(refused);
                    }
                    return hopeless(message, waited) ? giveUp(message, refused) : later(message, pause, waited, true);
                })
                .thenCompose(outcome -> outcome);
    }

    private boolean hopeless(Waiting message, Duration waited) {
        return waited.compareTo(settings.giveUpAfter()) >= 0
                || (!waited.isZero() && givenUp.getIfPresent(message.customer()) != null);
    }

    private CompletionStage<Done> giveUp(Waiting message, Refused why) {
        givenUp.put(message.customer(), true);
        return message.reject()
                .apply(new Refused(
                        why.code(),
                        "Retried for a long time without success, while others' messages were stored. "
                                + why.detail()));
    }

    /** @param counts whether the pause adds to the time waited, if others get through meanwhile */
    private CompletionStage<Done> later(Waiting message, Duration pause, Duration waited, boolean counts) {
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(settings.longestRetry()) > 0 ? settings.longestRetry() : doubled;
        long before = stored.get();
        return Patterns.after(pause, Adapter.toClassic(system), () -> {
            Duration sum = counts && othersGotThrough(message, before) ? waited.plus(pause) : waited;
            return attempt(message, next, sum);
        });
    }

    /**
     * Whether others' messages were stored during a pause, or could have been: when a partition's window is full and all its records but
     * this one are done, the next ones are not even tried. At least as many have then been stored since the first attempt as are waiting.
     * In an outage, only a few have been stored, at its beginning, and many are waiting.
     *
     * @param before how many had been stored when the pause began
     */
    private boolean othersGotThrough(Waiting message, long before) {
        long now = stored.get();
        return now > before || now - message.storedBefore() >= last.size();
    }
}
