package io.parley.dialogue.bot;

import java.time.Instant;
import java.util.List;

/**
 * The wish to change something in a company's system before the turn is answered. The bot is asked again for the same turn once the result is
 * known.
 *
 * @param understood of the turn's words; the turn goes on with it, so that another model cannot make another wish of the same words
 * @param results of everything looked up and done in this turn so far, in order
 * @param turnBegunAt as {@link Turn#now()}
 */
public record BeginAction(ActionCall call, Understood understood, List<ActionResult> results, Instant turnBegunAt)
        implements Move {
    public BeginAction {
        results = List.copyOf(results);
    }
}
