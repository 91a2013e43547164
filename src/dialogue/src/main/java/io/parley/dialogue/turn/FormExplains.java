package io.parley.dialogue.turn;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.Form;
import java.util.List;
import java.util.Optional;

/** Lets an open form whose question was not answered explain better what it needs, or give up. */
final class FormExplains implements Policy {

    static final String NAME = "form-explains";

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
        draft.trace("not-understood:0");
        FormSteps steps = new FormSteps(view, draft);
        return Optional.of(steps.of(form, steps.notUnderstood(form, current), open.subList(0, open.size() - 1)));
    }
}
