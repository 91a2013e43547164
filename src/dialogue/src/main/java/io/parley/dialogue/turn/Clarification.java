package io.parley.dialogue.turn;

import io.parley.dialogue.forms.Form;
import java.util.List;
import java.util.Optional;

/**
 * Asks which of several forms is meant, when none is clear. Customers are not asked twice in a row: one who is still not understood had
 * better talk to a human.
 */
final class Clarification implements Policy {

    static final String NAME = "clarification";

    private static final int CHOICES = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        List<Form> close = close(view);
        if (close.size() < 2 || view.memory().notUnderstood() > 0) {
            return Optional.empty();
        }
        draft.trace("clarification");
        draft.notUnderstood(view.open().isEmpty() ? 1 : 0); // a form keeps its own count
        draft.asked(view.question());
        return Optional.of(new Step.Done(
                draft.answer(view, List.of(view.text("clarify"), view.answers().offer(close)))));
    }

    /** Returns the forms that the likeliest intents stand for. */
    private static List<Form> close(TurnView view) {
        return view.analysis().intents().stream()
                .filter(intent -> !view.analysis().outOfScope()
                        && intent.confidence() >= view.settings().clarifyFrom())
                .flatMap(intent -> view.known().forms().forIntent(intent.name()).stream())
                .distinct()
                .filter(form ->
                        view.open().stream().noneMatch(state -> state.form().equals(form.name())))
                .limit(CHOICES)
                .toList();
    }
}
