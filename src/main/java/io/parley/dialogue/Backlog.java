package io.parley.dialogue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The turns waiting for the bot, and how far behind it is. A new turn is expected to wait for as long as the turns now waiting take at the
 * recent pace. The estimate therefore rises immediately when many turns arrive at the same time, before any of them has waited. Safe for
 * use by any thread.
 */
final class Backlog {

    /**
     * The pace is measured over about the last ten seconds in which turns waited, so that a pause of the process is not mistaken for a slow
     * bot.
     */
    private static final double PACE_OVER = Duration.ofSeconds(10).toNanos();

    /** New turns are welcome again at half of the limit, so that the answer does not change with every turn that arrives or begins. */
    private static final double WELCOME_FROM = 0.5;

    private static final Duration CLOSED_AT_LEAST = Duration.ofSeconds(1);

    private final int most;
    private final Duration admitWithin;
    private final LongSupplier nanos;
    private final AtomicInteger waiting = new AtomicInteger();

    private long lastBegun;
    private double turns;
    private double nanosForThem;

    private volatile double nanosATurn;
    private volatile boolean closed;

    /**
     * @param most turns that may wait
     * @param admitWithin expected wait from which new turns are no longer welcome
     * @param nanos a clock such as {@link System#nanoTime}
     */
    Backlog(int most, Duration admitWithin, LongSupplier nanos) {
        this.most = most;
        this.admitWithin = admitWithin;
        this.nanos = nanos;
        this.lastBegun = nanos.getAsLong();
    }

    /**
     * Adds a turn that waits from now on.
     *
     * @return the current time, for {@link #begins}
     * @throws Busy when too many are already waiting
     */
    long add() {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            throw new Busy(most + " turns are already waiting for the bot");
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
            long took = now - lastBegun;
            double kept = Math.exp(-took / PACE_OVER);
            turns = turns * kept + 1;
            nanosForThem = nanosForThem * kept + took;
            nanosATurn = nanosForThem / turns;
        }
        lastBegun = now;
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
        return left.compareTo(CLOSED_AT_LEAST) < 0 ? CLOSED_AT_LEAST : left;
    }
}
