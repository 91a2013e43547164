package io.parley.dialogue.products;

import io.parley.LocalizedText;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.ProductGraph.Problem;
import java.util.Optional;

/** What is known of products and of what to do about their problems, which articles may tell. */
public record Advice(ProductGraph graph, KnowledgeIndex articles) {

    public static final Advice NONE = new Advice(ProductGraph.EMPTY, KnowledgeIndex.EMPTY);

    /**
     * What to try for a problem; none when the article that tells it is not published.
     *
     * @param channel the kind of channel it is told on
     */
    public Optional<LocalizedText> steps(Problem problem, String channel) {
        String article = problem.article();
        return article == null
                ? Optional.ofNullable(problem.steps())
                : articles.article(article).map(found -> found.answerOn(channel));
    }
}
