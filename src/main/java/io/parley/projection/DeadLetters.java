package io.parley.projection;

import akka.Done;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The events that consumers gave up on. An operator may mark an event to have it handled again. */
public interface DeadLetters {

    /**
     * An event that a consumer could not handle; never holds personal data.
     *
     * @param error the class of the last failure, or {@code unreadable}
     * @param attempts how often it was tried
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
     * Stores a letter. If the event has one already, because it was delivered again and could not be handled again, that one stays as it
     * is, with an operator's mark.
     *
     * @return whether there was none
     */
    CompletionStage<Boolean> add(DeadLetter letter);

    /** Stores the outcome of another attempt that an operator asked for; the letter is not marked afterwards. */
    CompletionStage<Done> keep(DeadLetter letter);

    /** Returns the letters of a slice that an operator has marked; only some of them if there are many. */
    CompletionStage<List<DeadLetter>> marked(String slice);

    /** Removes a letter that has been handled after all. */
    CompletionStage<Done> remove(DeadLetter letter);
}
