package io.parley.site;

import io.parley.Slices;
import io.parley.projection.Consumer;

/**
 * A consumer of the events of all entities of one type.
 *
 * @param slices the slices under whose tags these events are stored
 * @param type the class of the events as they come from the journal
 */
public record Projected<E>(Slices slices, Class<? super E> type, Consumer<E> consumer) {}
