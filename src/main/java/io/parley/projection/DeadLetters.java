package io.parley.projection;

import akka.Done;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The events that consumers gave up on. An operator may mark one to be replayed. */
public interface DeadLetters {

    /**
     * An event that a consumer could not handle; never holds personal data.
     *
     * @param error the class of the last failure, or {@code unreadable}
     * @param attempts the number of attempts so far
     */
    record DeadLetter(
            String slice,
            String consumer,
            String persistenceId,
            long sequence,
            Instant at,
            String error,
            int attempts) {}

    /**
     * Stores a letter. If the event already has one, because it was delivered again and failed again, that one stays unchanged, including
     * an operator's mark.
     *
     * @return true if there was none
     */
    CompletionStage<Boolean> add(DeadLetter letter);

    /** Stores the outcome of a replay, and clears the mark. */
    CompletionStage<Done> keep(DeadLetter letter);

    /** Returns the letters of a slice that an operator has marked; only some of them if there are many. */
    CompletionStage<List<DeadLetter>> marked(String slice);

    /** Removes a letter that has been handled after all. */
    CompletionStage<Done> remove(DeadLetter letter);
}
