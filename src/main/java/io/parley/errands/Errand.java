package io.parley.errands;

/**
 * Work the outside must still do for an entity. A function of the entity's state; idempotent by {@link #from()} within its lane and kind, that
 * is, its class.
 */
public interface Errand {

    /** The sequence number of the event it stems from. */
    long from();

    /**
     * What it belongs to in its entity. An event changes the errands of the lanes it concerns and no others, so an entity with thousands of
     * lanes need not look at all of them after each event. One lane unless an entity says otherwise.
     */
    default String lane() {
        return "";
    }

    /**
     * Whether it is sent again until it is confirmed or no longer wanted: true for a message that may be lost on its way, false for work done
     * on this node that always comes to an end by itself.
     */
    boolean repeated();
}
