package io.parley.dialogue.turn;

import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.composing.Composition;

/** What to do next in a turn. */
public sealed interface Step {

    /** An action is needed: perform it, and ask again with its result added to the previous ones. */
    record Act(ActionCall call) implements Step {}

    /** A composed answer is needed: compose it, and ask again with the outcome. */
    record Compose(Composition wanted) implements Step {}

    record Done(Decision decision) implements Step {}
}
