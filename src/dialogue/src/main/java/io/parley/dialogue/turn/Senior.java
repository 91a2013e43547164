package io.parley.dialogue.turn;

import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import java.util.List;
import java.util.Optional;

/** Brings in somebody senior for a customer who is angry, and was so lately. */
final class Senior implements Policy {

    static final String NAME = "senior";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        if (!Moods.needsSenior(draft.mood())) {
            return Optional.empty();
        }
        draft.trace("senior");
        return Optional.of(new Step.Done(handOver(view, draft, view.phrases().say("summary.angry"))));
    }

    static Decision handOver(TurnView view, Draft draft, String why) {
        return draft.handOver(
                view,
                view.text("senior"),
                HandoffReason.UPSET,
                why,
                FormSteps.lines(view),
                view.question(),
                view.settings().seniorSkill(view.turn().tenant()).map(List::of).orElse(List.of()));
    }
}
