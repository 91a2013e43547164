package io.parley.projection;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one slice, once for all consumers that keep pace. Each has its own offset. A consumer that fails, or that takes too long for one
 * group of events, falls behind: it continues alone from its own offset, with back-off, until it has reached the end; then the shared
 * reading restarts from the consumer that is furthest behind.
 */
public final class SliceReader<E> extends AbstractBehavior<SliceReader.Command> {

    private static final int GROUP = 100;
    private static final Duration GROUP_WITHIN = Duration.ofMillis(200);
    private static final Duration STORE_EVERY = Duration.ofSeconds(2);
    /** A query that has not failed for this long has caught up. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private static final Duration REPLAY_EVERY = Duration.ofMinutes(1);

    /** The others do not wait for a consumer this far behind. */
    private static final Duration PACE = Duration.ofMinutes(1);

    /** A consumer that takes longer to catch up has not reached the end yet; includes time for events that each start delivers again. */
    private static final Duration AT_ITS_END = PACE.plus(GaplessJournals.LATE_ENTRIES);

    private static final Logger LOG = LoggerFactory.getLogger(SliceReader.class);

    /**
     * The readers' settings.
     *
     * @param attempts the number of attempts before an event becomes a dead letter
     * @param firstRetry the pause after the first failure; doubles each time
     * @param longestRetry the longest pause
     * @param patience how long the others wait for a consumer to handle a group of events
     */
    public record Settings(int attempts, Duration firstRetry, Duration longestRetry, Duration patience) {
        public static Settings from(com.typesafe.config.Config config) {
            return new Settings(
                    config.getInt("attempts"),
                    config.getDuration("first-retry"),
                    config.getDuration("longest-retry"),
                    config.getDuration("patience"));
        }

        public Settings {
            if (attempts < 1 || firstRetry.isNegative() || firstRetry.isZero() || patience.isNegative()) {
                throw new IllegalArgumentException("attempts, first-retry and patience must be positive");
            }
        }

        Duration pause(int failures) {
            Duration pause = firstRetry.multipliedBy(1L << Math.min(failures, 16));
            return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
        }
    }

    /** The stores that all readers share. */
    public record Stores(Offsets offsets, DeadLetters deadLetters) {}

    public sealed interface Command {}

    private record OffsetsRead(Map<String, UUID> offsets) implements Command {}

    private record OffsetsFailed(Throwable failure) implements Command {}

    private enum Begin implements Command {
        NOW
    }

    private enum StartSharedRead implements Command {
        NOW
    }

    private record SharedReadEnded(@Nullable Throwable failure) implements Command {}

    private record FellBehind(String consumer) implements Command {}

    private record CatchUp(String consumer) implements Command {}

    private record CaughtUp(String consumer, Duration took, @Nullable Throwable failure) implements Command {}

    private enum Store implements Command {
        NOW
    }

    private record Stored(Map<String, UUID> offsets, @Nullable Throwable failure) implements Command {}

    private enum Replay implements Command {
        NOW
    }

    private enum Replayed implements Command {
        DONE
    }

    private final TimerScheduler<Command> timers;
    private final String slice;
    private final GaplessJournals<E> journals;
    private final Stores stores;
    private final Settings settings;
    private final Clock clock;
    private final Map<String, Follower<E>> followers = new HashMap<>();
    /** Stops the consumers that read alone. */
    private final SharedKillSwitch stopping;

    private int failures;
    private long readingSince;
    private boolean storing;
    private boolean replaying;
    /** Stops the shared reading; null while there is none. */
    private @Nullable UniqueKillSwitch together;

    /**
     * Reads until it is stopped.
     *
     * @param slice its tag
     */
    public static <E> Behavior<Command> create(
            String slice,
            List<Consumer<E>> consumers,
            GaplessJournals<E> journals,
            Stores stores,
            Settings settings,
            Clock clock) {
        Behavior<Command> reader = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new SliceReader<>(context, timers, slice, consumers, journals, stores, settings, clock)));
        return Behaviors.supervise(reader)
                .onFailure(SupervisorStrategy.restartWithBackoff(settings.firstRetry(), settings.longestRetry(), 0.2));
    }

    private SliceReader(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String slice,
            List<Consumer<E>> consumers,
            GaplessJournals<E> journals,
            Stores stores,
            Settings settings,
            Clock clock) {
        super(context);
        this.timers = timers;
        this.slice = slice;
        this.journals = journals;
        this.stores = stores;
        this.settings = settings;
        this.clock = clock;
        this.stopping = KillSwitches.shared(slice);
        consumers.forEach(consumer -> followers.put(
                consumer.name(),
                new Follower<>(consumer, slice, stores.deadLetters(), settings, clock, context.getSystem())));
        begin();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Begin.NOW, this::begin)
                .onMessage(OffsetsRead.class, this::onOffsetsRead)
                .onMessage(OffsetsFailed.class, this::onOffsetsFailed)
                .onMessageEquals(StartSharedRead.NOW, this::readTogether)
                .onMessage(SharedReadEnded.class, this::onTogetherEnded)
                .onMessage(FellBehind.class, this::onFellBehind)
                .onMessage(CatchUp.class, this::onCatchUp)
                .onMessage(CaughtUp.class, this::onCaughtUp)
                .onMessageEquals(Store.NOW, this::store)
                .onMessage(Stored.class, this::onStored)
                .onMessageEquals(Replay.NOW, this::replay)
                .onMessageEquals(Replayed.DONE, this::onReplayed)
                .onSignal(PostStop.class, stopped -> onStop())
                .onSignal(PreRestart.class, restarting -> onStop())
                .build();
    }

    // ---- progress ----

    private Behavior<Command> begin() {
        getContext()
                .pipeToSelf(
                        stores.offsets().read(slice, followers.keySet()),
                        (offsets, failure) -> failure == null ? new OffsetsRead(offsets) : new OffsetsFailed(failure));
        return this;
    }

    private Behavior<Command> onOffsetsFailed(OffsetsFailed message) {
        retry(Begin.NOW, message.failure());
        return this;
    }

    private Behavior<Command> onOffsetsRead(OffsetsRead message) {
        followers
                .values()
                .forEach(follower -> follower.beginAt(message.offsets().get(follower.name())));
        Follower<E> first = followers.values().stream().max(byProgress()).orElseThrow();
        for (Follower<E> follower : followers.values()) {
            if (follower.millis() < first.millis() - PACE.toMillis()) {
                follower.readAlone();
                onCatchUp(new CatchUp(follower.name()));
            }
        }
        timers.startTimerWithFixedDelay(Store.NOW, STORE_EVERY);
        timers.startTimerWithFixedDelay(Replay.NOW, Duration.ZERO, REPLAY_EVERY);
        return readTogether();
    }

    private Comparator<Follower<E>> byProgress() {
        return Comparator.comparingLong(Follower::progress);
    }

    // ---- consumers that keep pace ----

    private Behavior<Command> readTogether() {
        List<Follower<E>> members = followers.values().stream()
                .filter(Follower::keepsPace)
                .sorted(byProgress())
                .toList();
        if (members.isEmpty()) {
            return this;
        }
        // A consumer that leaves this reading rejoins a later one; this one continues meanwhile.
        Set<Follower<E>> present = ConcurrentHashMap.newKeySet();
        present.addAll(members);
        readingSince = clock.millis();
        var reading = journals.live(slice, members.get(0).done())
                .viaMat(KillSwitches.single(), Keep.right())
                .groupedWithin(GROUP, GROUP_WITHIN)
                .mapAsync(1, events -> handle(present, events))
                .toMat(Sink.ignore(), Keep.both())
                .run(getContext().getSystem());
        together = reading.first();
        getContext().pipeToSelf(reading.second(), (done, failure) -> new SharedReadEnded(failure));
        return this;
    }

    /** Completes when every consumer has handled them or has fallen behind. */
    private CompletionStage<Done> handle(Set<Follower<E>> present, List<JournalEvent<E>> events) {
        List<CompletableFuture<Done>> all = new ArrayList<>();
        for (Follower<E> member : present) {
            CompletableFuture<Done> handled = member.handle(events).toCompletableFuture();
            all.add(handled.copy()
                    .orTimeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> {
                        present.remove(member);
                        return fallBehind(member, handled, failure);
                    }));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> Done.getInstance());
    }

    /**
     * Makes a consumer continue alone, but only once it has finished these events, so that it never handles two groups at the same time.
     */
    private Done fallBehind(Follower<E> member, CompletionStage<Done> handled, Throwable failure) {
        member.readAlone();
        member.restarted();
        LOG.warn(
                "{} has fallen behind in {}: {}",
                member.name(),
                slice,
                Outages.cause(failure).getClass().getName());
        handled.whenComplete((done, outcome) -> getContext().getSelf().tell(new FellBehind(member.name())));
        return Done.getInstance();
    }

    private Behavior<Command> onTogetherEnded(SharedReadEnded ended) {
        together = null;
        if (ended.failure() == null) {
            return readTogether();
        }
        if (clock.millis() - readingSince > PACE.toMillis()) {
            failures = 0;
        }
        followers.values().stream().filter(Follower::keepsPace).forEach(Follower::interrupted);
        retry(StartSharedRead.NOW, ended.failure());
        return this;
    }

    private void retry(Command command, Throwable failure) {
        LOG.warn(
                "reading {} failed; will retry: {}",
                slice,
                Outages.cause(failure).getClass().getName());
        timers.startSingleTimer(command, settings.pause(failures++));
    }

    // ---- consumers that have fallen behind ----

    private Behavior<Command> onFellBehind(FellBehind message) {
        Follower<E> follower = follower(message.consumer());
        if (together != null && followers.values().stream().noneMatch(Follower::keepsPace)) {
            together.shutdown();
        }
        follower.fellBehind();
        return later(follower);
    }

    private Behavior<Command> later(Follower<E> follower) {
        timers.startSingleTimer(follower.name(), new CatchUp(follower.name()), settings.pause(follower.failures()));
        return this;
    }

    private Behavior<Command> onCatchUp(CatchUp message) {
        Follower<E> follower = follower(message.consumer());
        long began = clock.millis();
        CompletionStage<Done> ended = journals.current(slice, follower.done())
                .via(stopping.flow())
                .groupedWithin(GROUP, GROUP_WITHIN)
                .mapAsync(1, follower::handle)
                .runWith(Sink.ignore(), getContext().getSystem());
        getContext()
                .pipeToSelf(
                        ended,
                        (done, failure) ->
                                new CaughtUp(message.consumer(), Duration.ofMillis(clock.millis() - began), failure));
        return this;
    }

    private Behavior<Command> onCaughtUp(CaughtUp message) {
        Follower<E> follower = follower(message.consumer());
        if (message.failure() != null) {
            follower.failed();
            follower.restarted();
            LOG.warn(
                    "{} failed in {}; will retry: {}",
                    follower.name(),
                    slice,
                    Outages.cause(message.failure()).getClass().getName());
            return later(follower);
        }
        if (message.took().compareTo(AT_ITS_END) > 0) {
            // Many events have been stored meanwhile.
            return onCatchUp(new CatchUp(message.consumer()));
        }
        follower.rejoin();
        if (together == null) {
            return timers.isTimerActive(StartSharedRead.NOW) ? this : readTogether();
        }
        together.shutdown();
        return this;
    }

    private Follower<E> follower(String consumer) {
        Follower<E> follower = followers.get(consumer);
        if (follower == null) {
            throw new IllegalArgumentException("there is no consumer " + consumer);
        }
        return follower;
    }

    // ---- stored offsets ----

    private Behavior<Command> store() {
        if (together != null && clock.millis() - readingSince > SETTLED.toMillis()) {
            followers.values().forEach(Follower::resumed);
        }
        Map<String, UUID> changed = unstored();
        if (!storing && !changed.isEmpty()) {
            storing = true;
            getContext()
                    .pipeToSelf(
                            stores.offsets().store(slice, changed), (done, failure) -> new Stored(changed, failure));
        }
        return this;
    }

    private Map<String, UUID> unstored() {
        Map<String, UUID> changed = new HashMap<>();
        followers.values().forEach(follower -> follower.unstored(changed));
        return changed;
    }

    private Behavior<Command> onStored(Stored message) {
        storing = false;
        if (message.failure() == null) {
            message.offsets().forEach((consumer, offset) -> follower(consumer).stored(offset));
        } else {
            LOG.warn(
                    "the offsets of {} could not be stored; will retry: {}",
                    slice,
                    Outages.cause(message.failure()).getClass().getName());
        }
        return this;
    }

    private Behavior<Command> onStop() {
        if (together != null) {
            together.shutdown();
        }
        stopping.shutdown();
        Map<String, UUID> changed = unstored();
        if (!changed.isEmpty()) {
            // Best effort: events beyond the stored offset are delivered again.
            stores.offsets().store(slice, changed);
        }
        followers.values().forEach(Follower::forget);
        return this;
    }

    // ---- dead letters that an operator has marked ----

    private Behavior<Command> replay() {
        if (!replaying) {
            replaying = true;
            getContext()
                    .pipeToSelf(
                            stores.deadLetters().marked(slice).thenCompose(letters -> replay(letters, 0)),
                            (done, failure) -> Replayed.DONE);
        }
        return this;
    }

    private CompletionStage<Done> replay(List<DeadLetters.DeadLetter> letters, int index) {
        if (index == letters.size()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        DeadLetters.DeadLetter letter = letters.get(index);
        Follower<E> follower = followers.get(letter.consumer());
        CompletionStage<Done> handled = follower == null
                ? CompletableFuture.completedStage(Done.getInstance())
                : journals.journal(letter.persistenceId(), letter.sequence(), letter.sequence())
                        .runWith(Sink.seq(), getContext().getSystem())
                        .thenCompose(events -> follower.replay(letter, events));
        return handled.thenCompose(done -> replay(letters, index + 1));
    }

    private Behavior<Command> onReplayed() {
        replaying = false;
        return this;
    }
}
