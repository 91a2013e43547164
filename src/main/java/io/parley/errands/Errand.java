package io.parley.errands;

/**
 * Work still to be done outside an entity on its behalf. A function of the entity's state; idempotent by {@link #from()} within its lane
 * and kind, that is, its class.
 */
public interface Errand {

    /** The sequence number of the event that caused it. */
    long from();

    /**
     * The part of the entity it belongs to. An event changes only the errands of the lanes it concerns, so an entity with thousands of
     * lanes need not look at all of them after each event. There is one lane unless an entity says otherwise.
     */
    default String lane() {
        return "";
    }

    /**
     * Whether it is sent again until it is confirmed or no longer wanted: true for a message that may be lost on its way, false for work
     * done on this node that always ends by itself.
     */
    boolean repeated();
}
