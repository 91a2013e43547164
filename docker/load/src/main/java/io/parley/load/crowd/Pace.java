package io.parley.load.crowd;

/**
 * When each message of an open loop is to be sent: at a constant rate, whatever became of the ones before. Latencies count from here, so a
 * server that stalls is charged for everybody who would have come meanwhile.
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
