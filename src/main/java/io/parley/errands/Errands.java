package io.parley.errands;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The errands of one entity in memory: sends what the state newly asks for, repeats it with growing, jittered pauses, cancels what the state no
 * longer asks for. Nothing here is stored; after a recovery everything the state asks for is sent again. For use on the entity's own thread.
 *
 * @param <E> the entity's kinds of errands
 */
public final class Errands<E extends Errand> {

    /** Sends errands. Must not fail, and must not block. */
    @FunctionalInterface
    public interface Sender<E> {
        /** Returns what cancels work that has begun; null where there is nothing to cancel. */
        @Nullable Runnable send(E errand);
    }

    /** One alarm, for the whole entity: when it goes off, the entity calls {@link #due()}. */
    public interface Alarm {
        /** Replaces what was set before. */
        void set(Duration delay);

        void off();
    }

    /**
     * @param first the pause before the first repetition; each further one is twice as long
     * @param most the longest pause
     */
    public record Backoff(Duration first, Duration most) {
        public Backoff {
            if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
                throw new IllegalArgumentException(
                        "repetitions need a positive pause, and the longest is not below the first");
            }
        }

        /** @param random from 0 to 1; spreads what began at the same moment by a fifth either way */
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
        int repetitions;
        long dueNanos;
        boolean confirmed;

        /** Came to its end without being done. */
        boolean undone;

        @Nullable Runnable cancel;

        Run(E errand) {
            this.errand = errand;
        }
    }

    /** Timers may go off a little early by their own clock. */
    private static final long TOLERANCE_NANOS = 5_000_000;

    private final Sender<E> sender;
    private final Alarm alarm;
    private final Backoff backoff;
    private final LongSupplier nanos;
    private final DoubleSupplier random;
    private final Map<Key, Run<E>> runs = new LinkedHashMap<>(2);

    /**
     * @param nanos a clock as {@link System#nanoTime}
     * @param random from 0 to 1
     */
    public Errands(Sender<E> sender, Alarm alarm, Backoff backoff, LongSupplier nanos, DoubleSupplier random) {
        this.sender = sender;
        this.alarm = alarm;
        this.backoff = backoff;
        this.nanos = nanos;
        this.random = random;
    }

    /** @param wanted everything the state asks for now */
    public void update(List<E> wanted) {
        if (wanted.isEmpty() && runs.isEmpty()) {
            return;
        }
        Set<Key> keys = new HashSet<>();
        wanted.forEach(errand -> keys.add(Key.of(errand)));
        runs.entrySet().removeIf(run -> {
            boolean over = !keys.contains(run.getKey());
            if (over) {
                cancel(run.getValue());
            }
            return over;
        });
        for (E errand : wanted) {
            if (!runs.containsKey(Key.of(errand))) {
                Run<E> run = new Run<>(errand);
                runs.put(Key.of(errand), run);
                send(run);
            }
        }
        setAlarm();
    }

    /** The alarm went off. */
    public void due() {
        long now = nanos.getAsLong();
        for (Run<E> run : runs.values()) {
            if (isRepeated(run) && run.dueNanos - now <= TOLERANCE_NANOS) {
                run.repetitions++;
                send(run);
            }
        }
        setAlarm();
    }

    /** These are in good hands, although the state asks for them until it hears of their end: they are not repeated as long as this lives. */
    public void confirm(Predicate<E> done) {
        runs.values().stream().filter(run -> done.test(run.errand)).forEach(run -> run.confirmed = true);
        setAlarm();
    }

    /** These ended without being done, and nothing is wrong with them: they are sent again after a pause that grows each time. */
    public void again(Predicate<E> undone) {
        runs.values().stream().filter(run -> undone.test(run.errand)).forEach(run -> {
            run.undone = true;
            run.dueNanos = nanos.getAsLong() + pause(run);
        });
        setAlarm();
    }

    /** Whether nothing is left that could be lost by leaving memory. */
    public boolean isIdle() {
        return runs.values().stream().allMatch(run -> run.confirmed);
    }

    /** Cancels everything, and forgets it: the entity ends or begins again. */
    public void stop() {
        runs.values().forEach(Errands::cancel);
        runs.clear();
        alarm.off();
    }

    private void send(Run<E> run) {
        run.undone = false;
        run.dueNanos = nanos.getAsLong() + pause(run);
        run.cancel = sender.send(run.errand);
    }

    private long pause(Run<E> run) {
        return backoff.pause(run.repetitions, random.getAsDouble()).toNanos();
    }

    private static void cancel(Run<?> run) {
        Runnable cancel = run.cancel;
        if (cancel != null) {
            cancel.run();
        }
    }

    private static boolean isRepeated(Run<? extends Errand> run) {
        return (run.errand.repeated() || run.undone) && !run.confirmed;
    }

    private void setAlarm() {
        long now = nanos.getAsLong();
        long next = Long.MAX_VALUE;
        for (Run<E> run : runs.values()) {
            if (isRepeated(run)) {
                next = Math.min(next, run.dueNanos - now);
            }
        }
        if (next == Long.MAX_VALUE) {
            alarm.off();
        } else {
            alarm.set(Duration.ofNanos(Math.max(next, 1_000_000)));
        }
    }
}
