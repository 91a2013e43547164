package io.parley.edge.api.knowledge;

import io.parley.dialogue.knowledge.Knowledge;
import io.parley.knowledge.Articles;
import io.parley.knowledge.EditedProducts;
import io.parley.knowledge.Topics;
import io.parley.knowledge.UnansweredQuestions;
import java.util.concurrent.Executor;

/**
 * The services that the knowledge routes use.
 *
 * @param knowledge where the bot finds its answers
 * @param models runs models on behalf of people: never on the threads that serve HTTP
 * @param answerFrom confidence from which the bot answers with an article
 * @param suggestFrom confidence from which it at least offers one
 */
public record KnowledgeServices(
        Articles articles,
        UnansweredQuestions unanswered,
        Topics topics,
        EditedProducts products,
        Knowledge knowledge,
        Executor models,
        double answerFrom,
        double suggestFrom) {}
