package io.parley.events;

import akka.Done;
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
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stores each customer's messages in order, and those of different customers independently. A message that cannot be stored is parked and
 * retried with back-off; only messages from the same customer wait behind it. It is given up after a long time in which others' messages
 * were stored, because the fault then lies with this conversation. While no messages are stored, e.g. because the database is unavailable,
 * none is given up, with one exception: a message that brings its partition to a standstill also prevents others from being stored, so it
 * is given up after a very long time. The next one is then tried in the same way. None is ever given up because the bot is overloaded.
 */
final class InboundParking {

    /** The factor by which the time limit is extended for a message that holds up its partition while no others are stored. */
    static final int HOLDING_UP = 30;

    /** Customers with a message that was given up: their next ones are given up sooner. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

    private final InboundSettings settings;
    private final Function<Duration, CompletionStage<Done>> pauses;
    private final Predicate<String> holdsUp;
    private final ConcurrentMap<String, CompletionStage<Done>> last = new ConcurrentHashMap<>();
    private final AtomicLong stored = new AtomicLong();
    private final Cache<String, Boolean> givenUp = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    /**
     * @param pauses completes after this time
     * @param holdsUp whether a partition is at a standstill because of this customer's message
     */
    InboundParking(
            InboundSettings settings, Function<Duration, CompletionStage<Done>> pauses, Predicate<String> holdsUp) {
        this.settings = settings;
        this.pauses = pauses;
        this.holdsUp = holdsUp;
    }

    /**
     * Stores a message, after any earlier one of the same customer.
     *
     * @param customer the customer it is from
     * @param store tries to store it; may be called again until it is stored or given up
     * @param reject handles a message that will never be stored
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
                        new Waiting(customer, store, reject, stored.get()), settings.firstRetry(), Waited.NOTHING)));
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

    /**
     * The time for which a message has been retried.
     *
     * @param othersGotThrough total of the pauses in which others' messages were stored
     * @param heldUp total of the pauses after which it held up its partition
     */
    private record Waited(Duration othersGotThrough, Duration heldUp) {
        static final Waited NOTHING = new Waited(Duration.ZERO, Duration.ZERO);
    }

    private CompletionStage<Done> attempt(Waiting message, Duration pause, Waited waited) {
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
                    return isHopeless(message, waited) ? giveUp(message, refused) : later(message, pause, waited, true);
                })
                .thenCompose(outcome -> outcome);
    }

    private boolean isHopeless(Waiting message, Waited waited) {
        boolean again = givenUp.getIfPresent(message.customer()) != null;
        Duration usual = settings.giveUpAfter();
        return waited.othersGotThrough().compareTo(usual) >= 0
                || (again && !waited.othersGotThrough().isZero())
                || waited.heldUp().compareTo(usual.multipliedBy(HOLDING_UP)) >= 0;
    }

    private CompletionStage<Done> giveUp(Waiting message, Refused why) {
        givenUp.put(message.customer(), true);
        return message.reject()
                .apply(new Refused(
                        why.code(),
                        "Retried for a long time without success, while others' messages were stored or could not be"
                                + " tried. " + why.detail()));
    }

    /** @param counts whether the pause may add to the time waited */
    private CompletionStage<Done> later(Waiting message, Duration pause, Waited waited, boolean counts) {
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(settings.longestRetry()) > 0 ? settings.longestRetry() : doubled;
        long before = stored.get();
        return pauses.apply(pause)
                .thenCompose(over -> attempt(message, next, counts ? after(message, pause, waited, before) : waited));
    }

    /** @param before how many messages had been stored when the pause began */
    private Waited after(Waiting message, Duration pause, Waited waited, long before) {
        Duration othersGotThrough = waited.othersGotThrough();
        Duration heldUp = waited.heldUp();
        return new Waited(
                othersGotThrough(message, before) ? othersGotThrough.plus(pause) : othersGotThrough,
                holdsUp.test(message.customer()) ? heldUp.plus(pause) : heldUp);
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
