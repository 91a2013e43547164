package io.parley.projection;

import akka.Done;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What consumers gave up on. An operator may mark an event to have it handled once more. */
public interface DeadLetters {

    /**
     * An event that a consumer could not handle; never holds personal data.
     *
     * @param error the class of the last failure, or {@code unreadable}
     * @param attempts how often it was tried
     */
    record Letter(
            String slice,
            String consumer,
            String persistenceId,
            long sequence,
            Instant at,
            String error,
            int attempts) {}

    /** Keeps it, or what became of another attempt; it is not marked then. */
    CompletionStage<Done> keep(Letter letter);

    /** Those of a slice that an operator has marked, some of them when there are many. */
    CompletionStage<List<Letter>> marked(String slice);

    /** It has been handled after all. */
    CompletionStage<Done> remove(Letter letter);
}
