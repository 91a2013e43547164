package io.parley.dialogue.turn;

import io.parley.dialogue.bot.Mood;
import java.util.Optional;

/** Opens a case, once, and brings in somebody senior for a customer who has been unhappy several times in a row. */
final class CaseOpened implements Policy {

    static final String NAME = "case-opened";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        Mood mood = draft.mood();
        if (!Moods.opensCase(mood)) {
            return Optional.empty();
        }
        draft.trace("case-opened");
        String why = view.phrases().say("summary.unhappy", mood.negatives());
        draft.feels(new Mood(mood.recent(), mood.negatives(), true));
        return Optional.of(new Step.Done(Senior.handOver(view, draft, why).opening(why)));
    }
}
