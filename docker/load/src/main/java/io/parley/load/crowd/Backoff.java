package io.parley.load.crowd;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before another try: twice as long after each failure, half of it left to chance.
 *
 * @param lostMillis the most before the first try to open a socket again that was open
 * @param firstMillis the most after the first failure
 * @param lastMillis the most ever
 */
record Backoff(long lostMillis, long firstMillis, long lastMillis) {

    /** Of programs that want to be back at once. */
    static final Backoff PROMPT = new Backoff(50, 200, 3_000);

    /** Of the widget's socket. */
    static final Backoff WIDGET = new Backoff(1_000, 1_000, 30_000);

    long millis(int failures) {
        long most = failures == 0 ? lostMillis : Math.min(lastMillis, firstMillis << Math.min(failures - 1, 16));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }
}
