package io.parley.load.crowd;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before another attempt: twice as long after each failure, half of it random.
 *
 * @param lostMillis the maximum before the first attempt to reopen a socket that was open
 * @param firstMillis the maximum after the first failure
 * @param lastMillis the overall maximum
 */
record Backoff(long lostMillis, long firstMillis, long lastMillis) {

    /** For programs that want to be back immediately. */
    static final Backoff PROMPT = new Backoff(50, 200, 3_000);

    /** For the widget's socket. */
    static final Backoff WIDGET = new Backoff(1_000, 1_000, 30_000);

    long millis(int failures) {
        long most = failures == 0 ? lostMillis : Math.min(lastMillis, firstMillis << Math.min(failures - 1, 16));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }
}
