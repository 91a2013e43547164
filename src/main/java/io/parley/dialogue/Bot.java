package io.parley.dialogue;

import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * The dialogue engine as a conversation sees it: asked once a turn, off the actor's thread, time-boxed by the asker. Implementations
 * keep nothing between calls; all they remember is the {@link Memory} that comes in with the turn and goes out with the decision.
 */
public interface Bot {

    /**
     * Never fails for what a customer may write. A stage that fails with {@link Busy} is to be asked for again later, one that fails with
     * {@link TimeoutException} once more, since the node may only have been paused; any other failure means that the engine itself is broken.
     * A caller that no longer waits completes the stage itself, and no more work is done for it.
     *
     * <p>Look-ups are made on the way. An action that changes something is not begun here: the move asks the conversation to record and do it,
     * and to ask again with {@link Turn#results()}.
     */
    CompletionStage<? extends Move> decide(Turn turn);

    /**
     * How long, in all likelihood, until the bot can answer new messages in time again: at least a second when it is too far behind, and zero
     * when it can now. Quick. What it is asked for all the same it decides as ever, later.
     */
    default Duration closedFor() {
        return Duration.ZERO;
    }
}
