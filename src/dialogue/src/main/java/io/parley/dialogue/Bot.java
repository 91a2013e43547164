package io.parley.dialogue;

import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * The dialogue engine as a conversation sees it: called for each turn, off the actor's thread, time-boxed by the caller. Implementations
 * are stateless; all they remember is the {@link Memory} that comes in with the turn and goes out with the decision.
 */
public interface Bot {

    /**
     * Decides a turn. Never fails because of anything a customer writes. After a failure with {@link BotBusyException}, the caller should ask again
     * later; after one with {@link TimeoutException}, once more, since the node may only have been paused. Any other failure means that the
     * engine itself is broken. To cancel, the caller completes the stage itself; no further work is then done for the turn.
     *
     * <p>Look-ups are made along the way. An action that changes something is not begun here: the move requests that the conversation
     * record it, perform it, and ask again with {@link Turn#results()}.
     */
    CompletionStage<? extends Move> decide(Turn turn);

    /**
     * Returns how long it will probably take until the bot can answer new messages in time again: from a second to a minute when it is too
     * far behind, zero when it can do so now. Quick. Turns that are submitted anyway are decided as usual, only later.
     */
    default Duration closedFor() {
        return Duration.ZERO;
    }
}
