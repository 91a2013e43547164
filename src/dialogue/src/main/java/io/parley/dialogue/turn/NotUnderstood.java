package io.parley.dialogue.turn;

import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.knowledge.Match;
import java.util.List;
import java.util.Optional;

/** Says that the turn was not understood and offers what is closest; brings in a human the second time in a row. Takes every turn. */
final class NotUnderstood implements Policy {

    static final String NAME = "not-understood";

    private static final int SUGGESTIONS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        List<Match> close = view.answers().close(view.said().folded(), SUGGESTIONS);
        Optional<Step> composed = close.size() > 1 ? new ArticleSteps(view, draft).composed(close) : Optional.empty();
        return composed.or(() -> Optional.of(notUnderstood(close, view, draft)));
    }

    private static Step notUnderstood(List<Match> close, TurnView view, Draft draft) {
        int times = view.memory().notUnderstood() + 1;
        draft.trace("not-understood:"
                + (close.isEmpty() ? 0 : MemoryCodes.percent(close.get(0).confidence())));
        if (times >= 2) {
            return new Step.Done(draft.handOver(
                    view,
                    view.text("not.understood.again"),
                    HandoffReason.NOT_UNDERSTOOD,
                    view.phrases().say("summary.not.understood"),
                    List.of(),
                    view.question(),
                    List.of()));
        }
        draft.notUnderstood(times);
        draft.asked(view.question());
        return new Step.Done(draft.answer(
                        view,
                        List.of(
                                view.text("not.understood"),
                                view.answers()
                                        .suggestions(close.stream()
                                                .map(Match::article)
                                                .toList())))
                .waiting(true));
    }
}
