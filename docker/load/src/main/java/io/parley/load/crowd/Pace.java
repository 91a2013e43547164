package io.parley.load.crowd;

/**
 * The schedule of an open loop: messages are due at a constant rate, regardless of the previous ones. Latencies count from the scheduled
 * time, so a server that stalls is charged for all messages that would have been sent meanwhile (no coordinated omission).
 */
final class Pace {

    private final long start;
    private final double interval;
    private long next;

    /**
     * @param start the first message, in {@link System#nanoTime()}
     * @param rate messages per second
     */
    Pace(long start, double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("the rate must be positive, not " + rate);
        }
        this.start = start;
        this.interval = 1e9 / rate;
    }

    /** When the next message is due; computed from the start, so that rounding does not add up. */
    long due() {
        return start + (long) (next * interval);
    }

    /** Takes the next message if it is due. */
    boolean take(long now) {
        if (due() - now > 0) {
            return false;
        }
        next++;
        return true;
    }
}
