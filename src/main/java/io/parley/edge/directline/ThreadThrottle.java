package io.parley.edge.directline;

import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.directline.Callers.Client;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Throttle;
import java.time.Clock;

/** Limits how often each thread is used. */
final class ThreadThrottle {

    private final Throttle throttle;

    ThreadThrottle(Limits.Rate rate, Clock clock) {
        this.throttle = new Throttle(rate, clock);
    }

    /**
     * Counts a client, by its token. Must be called before anything is looked up, which costs more than this.
     *
     * @throws io.parley.RefusedForNow {@code TOO_MANY_REQUESTS}
     */
    void take(Caller caller) {
        if (caller instanceof Client client) {
            CustomerThread thread = client.thread();
            // A stranger's token for a thread takes nothing from the customer who has signed in on it.
            throttle.take(thread.accountId() == null ? thread + "|anonymous" : thread.toString());
        }
    }

    /**
     * Counts a program, which names a thread by its id, once it is known that there is such a thread.
     *
     * @throws io.parley.RefusedForNow {@code TOO_MANY_REQUESTS}
     */
    void take(Caller caller, Threads.AccessibleThread known) {
        if (!(caller instanceof Client)) {
            throttle.take(known.thread().toString());
        }
    }
}
