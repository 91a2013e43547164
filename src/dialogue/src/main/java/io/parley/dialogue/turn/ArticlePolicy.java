package io.parley.dialogue.turn;

import java.util.Optional;

/** Answers from articles: composed by a language model where one is configured, otherwise as they stand. */
final class ArticlePolicy implements Policy {

    static final String NAME = "article";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        return view.articles().isEmpty()
                ? Optional.empty()
                : Optional.of(new ArticleSteps(view, draft)
                        .composed(view.articles())
                        .orElseGet(() -> new ArticleSteps(view, draft).asTheyStand(view.articles())));
    }
}
