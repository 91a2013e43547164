package io.parley.dialogue.turn;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.forms.FormStep;
import java.util.List;
import java.util.Optional;

/**
 * Continues the form being filled in. A text that has nothing for it is left to the policies behind; they answer without closing the form,
 * and it repeats its question.
 */
final class OpenForm implements Policy {

    static final String NAME = "open-form";

    private final PolicyChain behind;

    OpenForm(PolicyChain behind) {
        this.behind = behind;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        List<FormState> open = view.open();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        FormState current = open.get(open.size() - 1);
        Form form = view.known().forms().named(current.form()).orElseThrow();
        FormSteps steps = new FormSteps(view, draft);
        FormStep step = steps.next(form, current);
        if (step instanceof FormStep.Other) {
            draft.trace("digression:" + form.name());
            return behind.take(view, draft);
        }
        return Optional.of(steps.of(form, step, open.subList(0, open.size() - 1)));
    }
}
