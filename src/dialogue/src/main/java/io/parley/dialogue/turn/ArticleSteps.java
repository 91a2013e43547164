package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Composed;
import io.parley.dialogue.composing.Composition;
import io.parley.dialogue.knowledge.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers a turn from articles. */
final class ArticleSteps {

    private final TurnView view;
    private final Draft draft;

    ArticleSteps(TurnView view, Draft draft) {
        this.view = view;
        this.draft = draft;
    }

    Step asTheyStand(List<Match> matches) {
        return answer(
                matches.stream()
                        .map(match ->
                                view.answers().text(match.article(), view.turn().channel()))
                        .toList(),
                matches);
    }

    /**
     * Returns the next step towards one answer composed from several articles or, where configured, from one; empty where the articles are
     * better given as they stand. A turn that has already waited for a company's system does not wait for a model as well.
     */
    Optional<Step> composed(List<Match> matches) {
        Composing composing = view.composing();
        Composed given = composing.given();
        if (!composing.asks() && given == null) {
            return Optional.empty();
        }
        Composition wanted = view.answers().composition(view.said().text(), view.turn(), matches);
        if (given == null || !given.request().equals(wanted.key())) {
            boolean worth =
                    composing.asks() && view.results().isEmpty() && (matches.size() > 1 || composing.rephrases());
            return worth ? Optional.of(new Step.Compose(wanted)) : Optional.empty();
        }
        draft.trace("llm:" + given.outcome());
        List<Match> cited = given.articles().stream()
                .flatMap(id ->
                        matches.stream().filter(match -> match.article().id().equals(id)))
                .toList();
        return given.text() == null
                ? Optional.empty()
                : Optional.of(answer(List.of(view.answers().composed(given.text(), cited)), cited));
    }

    /** @param matches those from whose articles the texts are taken */
    private Step answer(List<Content> texts, List<Match> matches) {
        List<Content> say = new ArrayList<>(texts);
        for (Match match : matches) {
            String code = MemoryCodes.ARTICLE + ":" + match.article().id();
            draft.tried(code);
            draft.trace(code + ":" + MemoryCodes.percent(match.confidence()));
        }
        if (view.open().isEmpty()) {
            view.wanted().ifPresent(form -> say.add(view.answers().offer(List.of(form))));
        }
        draft.asked(view.question());
        draft.from(view.answers().sources(matches));
        return new Step.Done(draft.answer(view, say));
    }
}
