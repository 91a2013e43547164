package io.parley.dialogue.turn;

import java.util.List;
import java.util.Optional;

/**
 * Policies in the order in which they are asked; the first that takes a turn decides it. Each writes to a draft of its own, so that one that
 * does not take the turn leaves nothing behind.
 */
record PolicyChain(List<Policy> policies) {

    PolicyChain {
        policies = List.copyOf(policies);
    }

    Optional<Step> take(TurnView view, Draft draft) {
        for (Policy policy : policies) {
            Draft own = draft.copy();
            Optional<Step> step = policy.take(view, own);
            if (step.isPresent()) {
                draft.takeOver(own);
                return step;
            }
        }
        return Optional.empty();
    }
}
