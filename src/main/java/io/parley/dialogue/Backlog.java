package io.parley.dialogue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The turns that wait for the bot, and how far behind it is with them. The wait of a new turn is expected to be what as many turns as wait took
 * lately, which is known at once when many come in the same moment, before any of them has waited. For use by any thread.
 */
final class Backlog {

    /** The pace is that of about the last ten seconds in which turns waited, so that a pause of the process does not pass for a slow bot. */
    private static final double PACE_OVER = Duration.ofSeconds(10).toNanos();

    /** New turns are welcome again at half of what was too much, so that the answer does not change with every turn that comes or goes. */
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
     * @param admitWithin expected wait from which new turns are not welcome
     * @param nanos a clock as {@link System#nanoTime}
     */
    Backlog(int most, Duration admitWithin, LongSupplier nanos) {
        this.most = most;
        this.admitWithin = admitWithin;
        this.nanos = nanos;
        this.lastBegun = nanos.getAsLong();
    }

    /**
     * A turn waits from now on.
     *
     * @return when that is, for {@link #begins}
     * @throws Busy when too many wait already
     */
    long add() {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            throw new Busy(most + " turns wait for the bot");
        }
        return nanos.getAsLong();
    }

    /**
     * A turn begins, and waits no longer. Turns begin in the order they came.
     *
     * @param since when it was added
     */
    synchronized void begins(long since) {
        waiting.decrementAndGet();
        long now = nanos.getAsLong();
        if (since - lastBegun < 0) {
            // It has waited ever since the one before began, so no thread was idle: that is what a turn takes of all of
            // them together.
            long took = now - lastBegun;
            double kept = Math.exp(-took / PACE_OVER);
            turns = turns * kept + 1;
            nanosForThem = nanosForThem * kept + took;
            nanosATurn = nanosForThem / turns;
        }
        lastBegun = now;
    }

    /** How long a turn that comes now has to wait, as far as can be told; zero before the pace is known. */
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
