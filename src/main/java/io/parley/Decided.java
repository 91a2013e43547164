package io.parley;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decider's result for a command: the events to store, and the answer once they are stored. Deciding is a pure function of state,
 * command and time, so it can be tested, replayed and simulated without an actor.
 *
 * @param <E> the aggregate's events
 * @param <R> what all its answers have in common
 * @param reply null when there is no answer to send
 * @param refusal why nothing is done; null unless the command is refused, and then there are neither events nor a reply
 */
public record Decided<E, R>(List<E> events, @Nullable R reply, @Nullable Refused refusal) {

    public Decided {
        events = List.copyOf(events);
    }

    /** No events and no answer: the command is late, repeated or not meant for this state. */
    public static <E, R> Decided<E, R> nothing() {
        return new Decided<>(List.of(), null, null);
    }

    public static <E, R> Decided<E, R> events(List<E> events) {
        return new Decided<>(events, null, null);
    }

    public static <E, R> Decided<E, R> events(List<E> events, R reply) {
        return new Decided<>(events, reply, null);
    }

    /** An answer without any effect. */
    public static <E, R> Decided<E, R> reply(R reply) {
        return new Decided<>(List.of(), reply, null);
    }

    /**
     * Nothing happens, for a reason.
     *
     * @param detail a sentence that says what to do about it; never holds personal data
     */
    public static <E, R> Decided<E, R> refused(ErrorCode code, String detail) {
        return new Decided<>(List.of(), null, new Refused(code, detail));
    }
}
