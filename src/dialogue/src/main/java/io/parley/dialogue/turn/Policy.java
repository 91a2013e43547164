package io.parley.dialogue.turn;

import java.util.Optional;

/**
 * One rule of the dialogue: decides the turns it is for and leaves all others to the policies behind it. Pure: the same view and draft give
 * the same step.
 */
interface Policy {

    /** Identifies it, in kebab case. Tenants' files and recorded decisions use it, so it may not change. */
    String name();

    /**
     * Returns the next step of a turn this policy is for, otherwise nothing. What is written to the draft stays only when there is a step.
     */
    Optional<Step> take(TurnView view, Draft draft);
}
