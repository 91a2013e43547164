package io.parley.errands;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The errands of one entity in memory: sends what the state newly asks for, repeats it with growing, jittered pauses, and cancels what the
 * state no longer asks for. Nothing here is stored; after a recovery, everything the state asks for is sent again. For use on the entity's
 * own thread.
 *
 * @param <E> the entity's kinds of errands
 */
public final class Errands<E extends Errand> {

    /** Sends errands. Must not fail, and must not block. */
    @FunctionalInterface
    public interface Sender<E> {
        /** Returns a callback that cancels work in progress; null when there is nothing to cancel. */
        @Nullable Runnable send(E errand);
    }

    /** One alarm, for the whole entity: when it goes off, the entity calls {@link #due()}. */
    public interface Alarm {
        /** Sets the alarm, replacing any earlier one. */
        void set(Duration delay);

        void off();

        /** Sends {@code tick} to the actor of these timers. */
        static <C> Alarm of(TimerScheduler<C> timers, C tick) {
            return new Alarm() {
                @Override
                public void set(Duration delay) {
                    timers.startTimerWithFixedDelay(tick, tick, delay, REPEAT_INTERVAL);
                }

                @Override
                public void off() {
                    timers.cancel(tick);
                }
            };
        }
    }

    /**
     * @param first the pause before the first repetition; each further one is twice as long
     * @param most the longest pause
     */
    public record Backoff(Duration first, Duration most) {
        public Backoff {
            if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
                throw new IllegalArgumentException("the first pause must be positive, and the longest not below it");
            }
        }

        /** @param random from 0 to 1; spreads errands that began at the same moment by a fifth either way */
        Duration pause(int repetitions, double random) {
            long doubled = first.toNanos() << Math.min(repetitions, 20);
            long pause = doubled <= 0 ? most.toNanos() : Math.min(doubled, most.toNanos());
            return Duration.ofNanos((long) (pause * (0.8 + 0.4 * random)));
        }
    }

    private record Key(Class<?> kind, long from) {
        static Key of(Errand errand) {
            return new Key(errand.getClass(), errand.from());
        }
    }

    private static final class Run<E> {
        final E errand;

        /** Unique within the entity. */
        final long number;

        int repetitions;
        long dueNanos;
        boolean confirmed;

        @Nullable Runnable cancel;

        Run(E errand, long number) {
            this.errand = errand;
            this.number = number;
        }
    }

    /**
     * The interval at which an entity's own node repeats an alarm or the outcome of work until the entity has handled it: Akka drops
     * messages beyond a limit while an entity persists.
     */
    public static final Duration REPEAT_INTERVAL = Duration.ofSeconds(5);

    /** Timers may go off a little early by their own clock. */
    private static final long TOLERANCE_NANOS = 5_000_000;

    /** Compares by difference, as {@link System#nanoTime} requires. */
    private static final Comparator<Run<?>> SOONEST = (one, other) -> {
        long later = one.dueNanos - other.dueNanos;
        return later != 0 ? Long.signum(later) : Long.compare(one.number, other.number);
    };

    private final Sender<E> sender;
    private final Alarm alarm;
    private final Function<? super E, Backoff> backoff;
    private final LongSupplier nanos;
    private final DoubleSupplier random;

    /** Lanes without errands are left out. */
    private final Map<String, Map<Key, Run<E>>> lanes = new LinkedHashMap<>(2);

    /** The errands to be sent again when they are due, the soonest first. */
    private final NavigableSet<Run<E>> waiting = new TreeSet<>(SOONEST);

    private long started;

    /**
     * @param backoff the back-off of an errand
     * @param nanos a clock like {@link System#nanoTime}
     * @param random from 0 to 1
     */
    public Errands(
            Sender<E> sender,
            Alarm alarm,
            Function<? super E, Backoff> backoff,
            LongSupplier nanos,
            DoubleSupplier random) {
        this.sender = sender;
        this.alarm = alarm;
        this.backoff = backoff;
        this.nanos = nanos;
        this.random = random;
    }

    /** @param wanted everything the state asks for now, in all lanes */
    public void update(List<E> wanted) {
        if (wanted.isEmpty() && lanes.isEmpty()) {
            return;
        }
        Map<String, List<E>> byLane = new LinkedHashMap<>();
        wanted.forEach(errand ->
                byLane.computeIfAbsent(errand.lane(), any -> new ArrayList<>(1)).add(errand));
        List<String> over = lanes.keySet().stream()
                .filter(lane -> !byLane.containsKey(lane))
                .toList();
        over.forEach(lane -> change(lane, List.of()));
        byLane.forEach(this::change);
        setAlarm();
    }

    /**
     * Same as {@link #update(List)} for one lane; the cost does not depend on the other lanes.
     *
     * @param wanted everything the state asks for now in this lane
     */
    public void update(String lane, List<E> wanted) {
        change(lane, wanted);
        setAlarm();
    }

    /** Sends the errands that are due. Must be called when the alarm goes off. */
    public void due() {
        long now = nanos.getAsLong();
        List<Run<E>> ready = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.first().dueNanos - now <= TOLERANCE_NANOS) {
            ready.add(waiting.pollFirst());
        }
        for (Run<E> run : ready) {
            run.repetitions++;
            send(run);
        }
        setAlarm();
    }

    /**
     * Marks errands as taken care of: the state still asks for them until it learns how they ended, but this object no longer repeats them.
     * Checks all errands of the entity.
     */
    public void confirm(Predicate<E> done) {
        lanes.values().stream()
                .flatMap(runs -> runs.values().stream())
                .filter(run -> done.test(run.errand))
                .forEach(run -> {
                    waiting.remove(run);
                    run.confirmed = true;
                });
        setAlarm();
    }

    /**
     * Sends an errand again after a pause, because it ended without being done, which is not an error. Has no effect if it is no longer
     * wanted.
     *
     * @param atLeast the pause if the errand's own back-off, which grows each time, is shorter; null for the back-off alone
     */
    public void again(E errand, @Nullable Duration atLeast) {
        Run<E> run = open(errand);
        if (run != null) {
            Duration pause = backoff(run);
            schedule(run, atLeast != null && atLeast.compareTo(pause) > 0 ? atLeast : pause);
            setAlarm();
        }
    }

    /** Sends an errand now, without a pause. Has no effect if it is no longer wanted. */
    public void now(E errand) {
        Run<E> run = open(errand);
        if (run != null) {
            schedule(run, Duration.ZERO);
            due();
        }
    }

    private @Nullable Run<E> open(E errand) {
        Run<E> run = lanes.getOrDefault(errand.lane(), Map.of()).get(Key.of(errand));
        return run == null || run.confirmed ? null : run;
    }

    /** Whether the entity can leave memory without losing an errand. */
    public boolean isIdle() {
        return lanes.values().stream().flatMap(runs -> runs.values().stream()).allMatch(run -> run.confirmed);
    }

    /** Cancels and forgets everything, because the entity ends or restarts. */
    public void stop() {
        lanes.values().forEach(runs -> runs.values().forEach(this::cancel));
        lanes.clear();
        alarm.off();
    }

    private void change(String lane, List<E> wanted) {
        Map<Key, Run<E>> before = lanes.getOrDefault(lane, Map.of());
        Map<Key, Run<E>> after = new LinkedHashMap<>(2);
        List<Run<E>> fresh = new ArrayList<>(1);
        for (E errand : wanted) {
            Key key = Key.of(errand);
            Run<E> run = before.get(key);
            if (run == null) {
                run = new Run<>(errand, started++);
                fresh.add(run);
            }
            after.put(key, run);
        }
        if (after.isEmpty()) {
            lanes.remove(lane);
        } else {
            lanes.put(lane, after);
        }
        before.forEach((key, run) -> {
            if (!after.containsKey(key)) {
                cancel(run);
            }
        });
        fresh.forEach(this::send);
    }

    private void send(Run<E> run) {
        if (run.errand.repeated()) {
            schedule(run, backoff(run));
        }
        run.cancel = sender.send(run.errand);
    }

    private void schedule(Run<E> run, Duration pause) {
        waiting.remove(run);
        run.dueNanos = nanos.getAsLong() + pause.toNanos();
        waiting.add(run);
    }

    private Duration backoff(Run<E> run) {
        return backoff.apply(run.errand).pause(run.repetitions, random.getAsDouble());
    }

    private void cancel(Run<E> run) {
        waiting.remove(run);
        Runnable cancel = run.cancel;
        if (cancel != null) {
            cancel.run();
        }
    }

    private void setAlarm() {
        if (waiting.isEmpty()) {
            alarm.off();
        } else {
            alarm.set(Duration.ofNanos(Math.max(waiting.first().dueNanos - nanos.getAsLong(), 1_000_000)));
        }
    }
}
