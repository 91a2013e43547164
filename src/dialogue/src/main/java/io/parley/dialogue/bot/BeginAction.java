package io.parley.dialogue.bot;

import java.time.Instant;
import java.util.List;

/**
 * A request to change something in a company's system before the turn is answered. The bot is asked about the same turn again once the
 * result is known.
 *
 * @param understood what was understood of the turn's words; the turn continues with it, so that another model cannot derive another
 *     request from the same words
 * @param results of everything looked up and done in this turn so far, in order
 * @param turnBegunAt as {@link Turn#now()}
 */
public record BeginAction(ActionCall call, Understood understood, List<ActionResult> results, Instant turnBegunAt)
        implements Move {
    public BeginAction {
        results = List.copyOf(results);
    }
}
