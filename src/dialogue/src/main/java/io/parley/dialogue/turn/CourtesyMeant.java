package io.parley.dialogue.turn;

import io.parley.dialogue.turn.Wordings.Courtesy;
import io.parley.language.Analysis;
import java.util.Optional;

/**
 * Returns small talk in the customer's own words, as the model understands it. Greetings and thanks often come together, and then neither is
 * clear alone, so their confidences are added. Nothing else may be likely, so that a customer who asked for something is not merely greeted.
 */
final class CourtesyMeant implements Policy {

    static final String NAME = "courtesy-meant";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        Analysis analysis = view.analysis();
        String greetingIntent = view.settings().greetingIntent();
        String thanksIntent = view.settings().thanksIntent();
        double greeting = confidence(analysis, greetingIntent);
        double thanks = confidence(analysis, thanksIntent);
        boolean meansElse = analysis.intents().stream()
                .filter(intent -> intent.confidence() >= view.settings().clarifyFrom())
                .anyMatch(intent ->
                        !intent.name().equals(greetingIntent) && !intent.name().equals(thanksIntent));
        boolean small = !analysis.outOfScope()
                && !meansElse
                && !asks(view.said().folded(), thanks > greeting)
                && analysis.entities().isEmpty()
                && greeting + thanks >= view.settings().intentFrom();
        return small
                ? Optional.of(
                        CourtesyPolicy.answer(greeting > thanks ? Courtesy.GREETING : Courtesy.THANKS, view, draft))
                : Optional.empty();
    }

    private static boolean asks(String folded, boolean thanks) {
        return Wordings.SHIPPED.isRealQuestion(folded) || (thanks && folded.indexOf('?') >= 0);
    }

    private static double confidence(Analysis analysis, String intent) {
        return analysis.intents().stream()
                .filter(guess -> guess.name().equals(intent))
                .mapToDouble(Analysis.Intent::confidence)
                .sum();
    }
}
