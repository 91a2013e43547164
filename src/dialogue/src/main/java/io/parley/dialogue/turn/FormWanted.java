package io.parley.dialogue.turn;

import java.util.Optional;

/** Begins the form that the customer wants, unless they only ask about its subject and an article answers that. */
final class FormWanted implements Policy {

    static final String NAME = "form-wanted";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        return view.wanted()
                .filter(form -> view.articles().isEmpty()
                        || !view.wish().isOnlyAsked(form, view.articles().get(0)))
                .map(form -> new FormSteps(view, draft).begin(form));
    }
}
