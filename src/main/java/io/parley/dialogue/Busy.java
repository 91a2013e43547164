package io.parley.dialogue;

/**
 * The bot has more to decide than it can just now: nothing is wrong with the turn or with the engine, so the turn is to be asked for again
 * later, and never handed to a human for it.
 */
public final class Busy extends RuntimeException {

    /** @param message which limit was reached, for operators */
    public Busy(String message) {
        // Thrown by the thousand when it is thrown at all, and it is known where.
        super(message, null, false, false);
    }
}
