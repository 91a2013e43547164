package io.parley.dialogue.turn;

import io.parley.dialogue.bot.Composed;
import org.jspecify.annotations.Nullable;

/**
 * How answers are worded in a turn.
 *
 * @param asks whether an answer that is not composed yet may be requested
 * @param rephrases whether an article that is the only answer is rephrased too
 * @param given what has already been composed for this turn; null for nothing
 */
public record Composing(boolean asks, boolean rephrases, @Nullable Composed given) {

    /** Articles are given as they stand. */
    public static final Composing NOTHING = new Composing(false, false, null);

    /** @param rephrases as above */
    public static Composing asking(boolean rephrases) {
        return new Composing(true, rephrases, null);
    }

    /** What was composed for another request does not answer this one, which may still be requested. */
    public static Composing of(@Nullable Composed given) {
        return given == null ? NOTHING : new Composing(true, false, given);
    }
}
