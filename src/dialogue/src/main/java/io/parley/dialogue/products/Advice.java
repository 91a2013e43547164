package io.parley.dialogue.products;

import io.parley.LocalizedText;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.ProductGraph.Problem;
import java.util.Optional;

/** What is known about products and about what to do when they have problems, which articles may describe. */
public record Advice(ProductGraph graph, KnowledgeIndex articles) {

    public static final Advice NONE = new Advice(ProductGraph.EMPTY, KnowledgeIndex.EMPTY);

    /**
     * Returns what to try for a problem; empty when the article that describes it is not published.
     *
     * @param channel the kind of channel the answer goes to
     */
    public Optional<LocalizedText> steps(Problem problem, String channel) {
        String article = problem.article();
        return article == null
                ? Optional.ofNullable(problem.steps())
                : articles.article(article).map(found -> found.answerOn(channel));
    }
}
