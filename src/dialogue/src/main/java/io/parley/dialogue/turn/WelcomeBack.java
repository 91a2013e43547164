package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.forms.FormDialogue;
import io.parley.dialogue.forms.FormStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers what a returning customer says, by the policies behind it and as if no form were open, and asks whether to continue what they left
 * unfinished.
 */
final class WelcomeBack implements Policy {

    static final String NAME = "welcome-back";

    private final PolicyChain behind;

    WelcomeBack(PolicyChain behind) {
        this.behind = behind;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        if (view.open().isEmpty() || !view.memory().back()) {
            return Optional.empty();
        }
        FormState left = view.open().get(view.open().size() - 1);
        Form form = view.known().forms().named(left.form()).orElseThrow();
        draft.trace("welcome-back:" + form.name());
        FormStep.Reply welcome = FormDialogue.welcomeBack(
                form,
                left,
                view.analysis().language(),
                view.turn().channel(),
                view.zone(),
                view.turn().now());
        List<FormState> after = welcome.after() == null ? List.of() : List.of(welcome.after());
        TurnView anew = view.withoutForms();
        boolean wantsIt =
                anew.wanted().filter(other -> other.name().equals(form.name())).isPresent();
        if (wantsIt) {
            return Optional.of(new Step.Done(draft.say(view, welcome.say(), after)));
        }
        Draft answered = draft.copy();
        Optional<Step> step = behind.take(anew, answered);
        if (!(step.orElse(null) instanceof Step.Done done)) {
            draft.takeOver(answered);
            return step;
        }
        Decision answer = done.decision();
        if (answer.memory().notUnderstood() > 0) {
            draft.tracesAs(answered);
            return Optional.of(new Step.Done(draft.say(view, welcome.say(), after)));
        }
        draft.takeOver(answered);
        if (answer.handoff() != null || !answer.memory().forms().isEmpty()) {
            return step;
        }
        List<Content> say = new ArrayList<>(answer.say());
        say.addAll(welcome.say());
        return Optional.of(new Step.Done(answer.going(after).saying(say)));
    }
}
