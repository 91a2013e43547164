package io.parley.dialogue;

/**
 * The bot currently has more to decide than it can handle. Nothing is wrong with the turn or the engine, so the caller should ask again
 * later and never hand over to a human for this reason.
 */
public final class BotBusyException extends RuntimeException {

    /** @param message which limit was reached, for operators */
    public BotBusyException(String message) {
        // No stack trace: under overload this is thrown by the thousand, always in the same place.
        super(message, null, false, false);
    }
}
