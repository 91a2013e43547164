package io.parley.fault;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what must come true, and says what was seen last when it did not. */
final class Eventually {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Eventually() {}

    static <T> T until(String expected, Callable<T> probe, Predicate<? super T> holds) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Object last = null;
        while (System.nanoTime() - deadline < 0) {
            try {
                T seen = probe.call();
                if (holds.test(seen)) {
                    return seen;
                }
                last = seen;
            } catch (Exception notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("Not within " + LIMIT.toSeconds() + " s: " + expected + ". Seen last: " + last);
    }
}
