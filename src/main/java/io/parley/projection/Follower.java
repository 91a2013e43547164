package io.parley.projection;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.pattern.Patterns;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer in one slice: its progress, and the retries and dead letters of events it cannot handle. Its reader gives it one group of
 * events at a time; {@code volatile} is for the reader's actor and for the metrics, which read the fields meanwhile.
 */
final class Follower<E> {

    private static final String UNREADABLE = "unreadable";
    private static final long NOT_BEHIND = Long.MAX_VALUE;
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Consumer<E> consumer;
    private final String slice;
    private final DeadLetters deadLetters;
    private final SliceReader.Settings settings;
    private final Clock clock;
    private final ActorSystem<?> system;
    private final Gauge lag;
    private final Counter events;
    private final Counter dead;
    private final Counter restarts;

    private volatile @Nullable UUID done;
    private volatile boolean keepsPace = true;
    /** When the oldest unhandled event was stored, in milliseconds since 1970. */
    private volatile long behindSince = NOT_BEHIND;
    /** Since when it has been unknown whether there are unhandled events. */
    private volatile long interruptedSince = NOT_BEHIND;

    private @Nullable UUID stored;
    private int failures;
    private long keptPaceSince;

    Follower(
            Consumer<E> consumer,
            String slice,
            DeadLetters deadLetters,
            SliceReader.Settings settings,
            Clock clock,
            ActorSystem<?> system) {
        this.consumer = consumer;
        this.slice = slice;
        this.deadLetters = deadLetters;
        this.settings = settings;
        this.clock = clock;
        this.system = system;
        Tags tags = Tags.of("consumer", consumer.name());
        lag = Gauge.builder("parley.projection.lag", this, Follower::lagSeconds)
                .description("age of the oldest event that this consumer has not handled; 0 without one")
                .baseUnit("seconds")
                .tags(tags.and("slice", slice))
                .register(Metrics.globalRegistry);
        events = Metrics.counter("parley.projection.events", tags);
        dead = Metrics.counter("parley.projection.dead.letters", tags);
        restarts = Metrics.counter("parley.projection.restarts", tags);
    }

    String name() {
        return consumer.name();
    }

    private double lagSeconds() {
        long since = Math.min(behindSince, interruptedSince);
        return since == NOT_BEHIND ? 0 : Math.max(0, clock.millis() - since) / 1000.0;
    }

    // ---- how far it is ----

    void beginAt(@Nullable UUID offset) {
        done = offset;
        stored = offset;
    }

    @Nullable UUID done() {
        return done;
    }

    /** The time up to which it has handled events, in milliseconds since 1970. */
    long millis() {
        UUID offset = done;
        return offset == null ? 0 : Uuids.unixTimestamp(offset);
    }

    /** The same in the units of time-based UUIDs, which distinguish events within a millisecond; 0 at the beginning. */
    long progress() {
        return progress(done);
    }

    private static long progress(@Nullable UUID offset) {
        return offset == null ? 0 : offset.timestamp();
    }

    void unstored(Map<String, UUID> changed) {
        UUID offset = done;
        if (offset != null && !offset.equals(stored)) {
            changed.put(consumer.name(), offset);
        }
    }

    void stored(UUID offset) {
        stored = offset;
    }

    // ---- alone or together ----

    boolean keepsPace() {
        return keepsPace;
    }

    void readAlone() {
        keepsPace = false;
        if (behindSince == NOT_BEHIND) {
            behindSince = done == null ? clock.millis() : millis();
        }
    }

    void rejoin() {
        keepsPace = true;
        behindSince = NOT_BEHIND;
        keptPaceSince = clock.millis();
    }

    /** The shared reading has failed. */
    void interrupted() {
        if (interruptedSince == NOT_BEHIND) {
            interruptedSince = clock.millis();
        }
    }

    /** The shared reading works again. */
    void resumed() {
        interruptedSince = NOT_BEHIND;
    }

    /** After keeping pace for long enough, its pauses start short again. */
    void fellBehind() {
        boolean longAgo =
                clock.millis() - keptPaceSince > settings.longestRetry().toMillis() * 2;
        failures = longAgo ? 0 : failures + 1;
    }

    void failed() {
        failures++;
    }

    /** The number of failures in a row. */
    int failures() {
        return failures;
    }

    void restarted() {
        restarts.increment();
    }

    /** Removes its metrics when the slice is no longer read on this node. */
    void forget() {
        Metrics.globalRegistry.remove(lag);
    }

    // ---- handling ----

    /** Handles a group. Fails only on an outage; events that cannot be handled for another reason become dead letters. */
    CompletionStage<Done> handle(List<JournalEvent<E>> group) {
        behindSince = notDone(group.get(0));
        boolean readable = group.stream().allMatch(JournalEvent::isReadable);
        CompletionStage<Done> handled = readable
                ? tell(group)
                        .exceptionallyCompose(failure ->
                                Outages.is(failure) ? CompletableFuture.failedStage(failure) : oneByOne(group, 0))
                : oneByOne(group, 0);
        return handled.thenApply(all -> {
            JournalEvent<E> last = group.get(group.size() - 1);
            events.increment(group.size());
            // Events stored shortly before the start are delivered again; that must not move the offset back.
            if (progress(last.offset()) > progress()) {
                done = last.offset();
            }
            behindSince = keepsPace ? NOT_BEHIND : notDone(last);
            return all;
        });
    }

    /** Returns when the oldest unhandled event was stored, given the next one. */
    private long notDone(JournalEvent<E> next) {
        return Math.max(next.at(), millis());
    }

    private CompletionStage<Done> tell(List<JournalEvent<E>> group) {
        try {
            return consumer.handle(group);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private CompletionStage<Done> oneByOne(List<JournalEvent<E>> group, int index) {
        return index == group.size()
                ? CompletableFuture.completedStage(Done.getInstance())
                : attempt(group.get(index), 1).thenCompose(next -> oneByOne(group, index + 1));
    }

    private CompletionStage<Done> attempt(JournalEvent<E> event, int number) {
        if (!event.isReadable()) {
            return bury(event, UNREADABLE, number);
        }
        return tell(List.of(event)).exceptionallyCompose(failure -> {
            if (Outages.is(failure)) {
                return CompletableFuture.failedStage(failure);
            }
            if (number >= settings.attempts()) {
                return bury(event, error(failure), number);
            }
            return Patterns.after(
                    settings.pause(number - 1), Adapter.toClassic(system), () -> attempt(event, number + 1));
        });
    }

    // ---- dead letters ----

    private CompletionStage<Done> bury(JournalEvent<E> event, String error, int attempts) {
        DeadLetters.DeadLetter letter = letter(event.persistenceId(), event.sequence(), error, attempts);
        return deadLetters
                .add(letter)
                .whenComplete((first, failure) -> {
                    // Events are delivered again when the slice is read anew; a repeated failure is not reported.
                    if (failure != null || first) {
                        raiseAlarm(letter);
                    }
                })
                .thenApply(first -> Done.getInstance());
    }

    private DeadLetters.DeadLetter letter(String persistenceId, long sequence, String error, int attempts) {
        return new DeadLetters.DeadLetter(
                slice, consumer.name(), persistenceId, sequence, clock.instant(), error, attempts);
    }

    private void raiseAlarm(DeadLetters.DeadLetter letter) {
        dead.increment();
        LOG.error(
                "ALARM: {} gives up event {} of {} after {} attempts: {}. It is kept in parley.projection_dead_letter.",
                letter.consumer(),
                letter.sequence(),
                letter.persistenceId(),
                letter.attempts(),
                letter.error());
    }

    /** Never fails: a letter that fails again is kept, with its attempts counted. */
    CompletionStage<Done> replay(DeadLetters.DeadLetter letter, List<JournalEvent<E>> found) {
        boolean readable = found.size() == 1 && found.get(0).isReadable();
        CompletionStage<Done> handled =
                readable ? tell(found) : CompletableFuture.failedStage(new UnreadableException());
        return handled.thenCompose(done -> {
                    LOG.info(
                            "{} has handled event {} of {}",
                            letter.consumer(),
                            letter.sequence(),
                            letter.persistenceId());
                    return deadLetters.remove(letter);
                })
                .exceptionallyCompose(failure -> {
                    DeadLetters.DeadLetter again = letter(
                            letter.persistenceId(),
                            letter.sequence(),
                            readable ? error(failure) : UNREADABLE,
                            letter.attempts() + 1);
                    raiseAlarm(again);
                    return deadLetters.keep(again);
                })
                .exceptionally(failure -> Done.getInstance());
    }

    private static String error(Throwable failure) {
        return Outages.cause(failure).getClass().getName();
    }

    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;
    }
}
