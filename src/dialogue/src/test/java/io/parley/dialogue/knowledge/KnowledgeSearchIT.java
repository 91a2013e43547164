package io.parley.dialogue.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.parley.dialogue.DemoFiles;
import io.parley.dialogue.knowledge.LearnedRelevance.Example;
import io.parley.language.classify.LabelledText;
import io.parley.language.embedding.BilingualEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's articles with the models that are shipped: weights from one set of questions, figures from another. */
class KnowledgeSearchIT {

    private static final Path DEMO = DemoFiles.path("demo");
    private static final List<String> LANGUAGES = List.of("zh", "en", "mixed");
    private static final Percentage CLOSE = Percentage.withPercentage(5);

    private static final double ANSWER_FROM = ConfigFactory.load().getDouble("parley.dialogue.answer-from");
    private static final double SUGGEST_FROM = ConfigFactory.load().getDouble("parley.dialogue.suggest-from");

    private static BilingualEmbedder embedder;
    private static KnowledgeIndex byWords;
    private static KnowledgeIndex byMeaning;

    @BeforeAll
    static void index() throws IOException {
        embedder = BilingualEmbedder.shipped(10_000);
        List<Article> articles = ArticleFile.read(DEMO.resolve("articles.yaml"));
        byWords = KnowledgeIndex.of(articles);
        byMeaning = KnowledgeIndex.of(articles, embedder);
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    private static List<LabelledText> questions(String folder, List<String> languages) {
        return languages.stream()
                .flatMap(language -> LabelledText.read(DEMO.resolve(folder).resolve(language + ".tsv")).stream())
                .toList();
    }

    @Test
    void findsWhatCustomersAskFor() {
        SearchFigures before =
                SearchFigures.of(byWords, questions("questions-test", LANGUAGES), ANSWER_FROM, SUGGEST_FROM);
        SearchFigures after =
                SearchFigures.of(byMeaning, questions("questions-test", LANGUAGES), ANSWER_FROM, SUGGEST_FROM);
        System.out.println("by words:   " + before);
        System.out.println("by meaning: " + after);
        for (String language : LANGUAGES) {
            System.out.println("by meaning, " + language + ": "
                    + SearchFigures.of(
                            byMeaning, questions("questions-test", List.of(language)), ANSWER_FROM, SUGGEST_FROM));
        }

        // Slightly below the measured figures: vectors differ a little between processors.
        assertThat(after.first()).isGreaterThan(0.83);
        assertThat(after.firstThree()).isGreaterThan(0.95);
        assertThat(after.auroc()).isGreaterThan(0.88);
        assertThat(after.answered()).isGreaterThan(0.55);
        assertThat(after.wrongOfAll()).isLessThan(0.05);
        assertThat(after.offered()).isGreaterThan(0.65);
        assertThat(after.first()).isGreaterThan(before.first() + 0.15);
    }

    @Test
    void weighsAsTheQuestionsTeach() {
        Relevance meaning = LearnedRelevance.ofMeaning(examples(byMeaning));
        Relevance words = LearnedRelevance.ofWords(examples(byWords));
        System.out.println(meaning);
        System.out.println(words);

        assertClose(Relevance.OF_MEANING.chinese(), meaning.chinese());
        assertClose(Relevance.OF_MEANING.english(), meaning.english());
        assertClose(Relevance.OF_WORDS.chinese(), words.chinese());
    }

    private static void assertClose(Relevance.Weights used, Relevance.Weights learned) {
        assertThat(used.base()).isCloseTo(learned.base(), CLOSE);
        assertThat(used.words()).isCloseTo(learned.words(), CLOSE);
        assertThat(used.wording()).isCloseTo(learned.wording(), CLOSE);
        assertThat(used.answer()).isCloseTo(learned.answer(), CLOSE);
    }

    private static List<Example> examples(KnowledgeIndex index) {
        List<Example> examples = new ArrayList<>();
        for (LabelledText question : questions("questions", LANGUAGES)) {
            List<KnowledgeIndex.Candidate> candidates = index.candidates(question.text());
            int right = -1;
            for (int i = 0; i < candidates.size(); i++) {
                if (index.articles().get(candidates.get(i).place()).id().equals(question.label())) {
                    right = i;
                }
            }
            examples.add(new Example(
                    candidates.stream().map(KnowledgeIndex.Candidate::near).toList(), right));
        }
        return examples;
    }
}
