package io.parley.projection;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Somebody who is told every event of every slice, at least once, those of one entity in order. */
public interface Consumer<E> {

    /** What its offsets are stored under: never change it, or everything is told again. */
    String name();

    /**
     * Handles events in their order; the next ones come when these are done. Doing it twice must have no further effect, for events are
     * told again after a crash and after a failure.
     *
     * @param events at least one; each has its event
     * @return fails when not all of them were handled. What {@link Outages} takes for an outage is tried again until it is over; with any
     *     other failure the events are tried one by one, and one that fails several times becomes a dead letter
     */
    CompletionStage<Done> handle(List<JournalEvent<E>> events);
}
