package io.parley.projection;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Receives every event of every slice at least once, those of one entity in order. */
public interface Consumer<E> {

    /** The name its offsets are stored under: never change it, or all events are delivered again. */
    String name();

    /**
     * Handles events in order; the next ones follow when these are done. Must be idempotent, because events are delivered again after a
     * crash and after a failure.
     *
     * @param events at least one; all of them readable
     * @return fails if not all of them were handled. A failure that {@link Outages} considers an outage is retried until it is over; after
     *     any other failure the events are tried one by one, and one that fails several times becomes a dead letter
     */
    CompletionStage<Done> handle(List<JournalEvent<E>> events);
}
