package io.parley.projection;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Receives every event of every slice at least once, in order per entity. */
public interface Consumer<E> {

    /** The name its offsets are stored under; must never change, or all events are delivered again. */
    String name();

    /**
     * Handles events in order; the next ones are delivered when these are done. Must be idempotent, because events are delivered again
     * after a crash and after a failure.
     *
     * @param events at least one; all of them readable
     * @return fails if not all of them were handled. A failure that {@link Outages} considers an outage is retried until it is over; after
     *     any other failure the events are tried one by one, and one that fails several times becomes a dead letter
     */
    CompletionStage<Done> handle(List<JournalEvent<E>> events);
}
