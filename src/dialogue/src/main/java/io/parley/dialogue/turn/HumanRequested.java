package io.parley.dialogue.turn;

import io.parley.dialogue.bot.HandoffReason;
import java.util.List;
import java.util.Optional;

/** Brings in a person when the customer asks for one, in whatever words. */
final class HumanRequested implements Policy {

    static final String NAME = "human-requested";

    /** A request for a human of up to this length says nothing about the reason. */
    private static final int MERE_WISH = 30;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        if (!Wordings.SHIPPED.requestsHuman(view.said().folded()) && !isMeant(view)) {
            return Optional.empty();
        }
        draft.trace("human-requested");
        boolean mere = view.said().text().strip().length() <= MERE_WISH;
        return Optional.of(new Step.Done(draft.handOver(
                view,
                view.text("human"),
                HandoffReason.REQUESTED,
                view.phrases().say("summary.requested"),
                FormSteps.lines(view),
                mere ? view.memory().asked() : view.question(),
                List.of())));
    }

    private static boolean isMeant(TurnView view) {
        return view.analysis()
                .intent()
                .filter(best -> best.name().equals(view.settings().humanIntent())
                        && best.confidence() >= view.settings().intentFrom())
                .isPresent();
    }
}
