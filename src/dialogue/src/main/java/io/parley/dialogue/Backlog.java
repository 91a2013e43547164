package io.parley.dialogue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The turns waiting for the bot, and how far behind it is. A new turn is expected to wait for as long as the turns now waiting take at the
 * recent pace. The estimate therefore rises immediately when many turns arrive at the same time, before any of them has waited. Safe for
 * use by any thread.
 */
final class Backlog {

    /** The pace is measured over about the last ten seconds in which turns waited. */
    private static final double PACE_OVER = Duration.ofSeconds(10).toNanos();

    /**
     * An interval counts for at most this many times the pace so far, unless one of those before it, as many as there are threads, was as
     * long. Threads that have become slow may begin their turns at the same moment, so that only one interval in so many is long; but each
     * is slow again with its next turn. A pause of the process, of whatever length, affects only one interval.
     */
    private static final double SUDDEN = 20;

    /** New turns are welcome again at half of the limit, so that the answer does not change with every turn that arrives or begins. */
    private static final double WELCOME_FROM = 0.5;

    private static final Duration CLOSED_AT_LEAST = Duration.ofSeconds(1);

    /** Keeps clients from staying away for long because of an estimate; asking again is cheap. */
    private static final Duration CLOSED_AT_MOST = Duration.ofMinutes(1);

    private final int most;
    private final Duration admitWithin;
    private final LongSupplier nanos;
    private final AtomicInteger waiting = new AtomicInteger();

    private long lastBegun;

    /** Nanoseconds of the last intervals in which turns waited, one for each thread; the next one replaces the oldest. */
    private final double[] lastTook;

    private long intervals;
    private double turns;
    private double nanosForThem;

    private volatile double nanosATurn;
    private volatile boolean closed;

    /**
     * @param threads that decide turns
     * @param most turns that may wait
     * @param admitWithin expected wait from which new turns are no longer welcome
     * @param nanos a clock such as {@link System#nanoTime}
     */
    Backlog(int threads, int most, Duration admitWithin, LongSupplier nanos) {
        this.lastTook = new double[threads];
        this.most = most;
        this.admitWithin = admitWithin;
        this.nanos = nanos;
        this.lastBegun = nanos.getAsLong();
    }

    /**
     * Adds a turn that waits from now on.
     *
     * @return the current time, for {@link #begins}
     * @throws BotBusyException when too many are already waiting
     */
    long add() {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            throw new BotBusyException(most + " turns are already waiting for the bot");
        }
        return nanos.getAsLong();
    }

    /**
     * Records that a turn begins and no longer waits. Turns begin in the order they arrived.
     *
     * @param since when it was added
     */
    synchronized void begins(long since) {
        waiting.decrementAndGet();
        long now = nanos.getAsLong();
        if (since - lastBegun < 0) {
            // It was already waiting when the previous turn began, so no thread was idle: the interval is the time per
            // turn of all threads together.
            double took = now - lastBegun;
            measure(took);
        }
        lastBegun = now;
    }

    private void measure(double took) {
        // The first interval may itself be a pause, so the pace is known from the second on.
        if (intervals > 0) {
            double longest = Arrays.stream(lastTook).max().orElse(0);
            double counted = Math.min(took, Math.max(longest, SUDDEN * nanosATurn));
            double kept = Math.exp(-counted / PACE_OVER);
            turns = turns * kept + 1;
            nanosForThem = nanosForThem * kept + counted;
            nanosATurn = nanosForThem / turns;
        }
        lastTook[(int) (intervals % lastTook.length)] = took;
        intervals++;
    }

    /** Returns how long a turn that arrives now is expected to wait; zero until the pace is known. */
    Duration expectedWait() {
        return toBegin(waiting.get());
    }

    private Duration toBegin(double turnsBefore) {
        return Duration.ofNanos(Math.round(turnsBefore * nanosATurn));
    }

    /** See {@link Bot#closedFor}. */
    Duration closedFor() {
        int now = waiting.get();
        double full = Math.max((double) toBegin(now).toNanos() / admitWithin.toNanos(), (double) now / most);
        boolean tooFull = full >= (closed ? WELCOME_FROM : 1);
        closed = tooFull;
        if (!tooFull) {
            return Duration.ZERO;
        }
        Duration left = toBegin(now * (1 - WELCOME_FROM / full));
        if (left.compareTo(CLOSED_AT_LEAST) < 0) {
            return CLOSED_AT_LEAST;
        }
        return left.compareTo(CLOSED_AT_MOST) > 0 ? CLOSED_AT_MOST : left;
    }
}
