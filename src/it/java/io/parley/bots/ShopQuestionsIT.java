package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.embedding.Embedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How well the bot does with the demo shop's real articles alone. */
class ShopQuestionsIT {

    private static final Path ARTICLES = Path.of("..", "docker", "seed", "demo", "articles.yaml");

    @Test
    void answersWhatTheShopKnowsAndLittleElse() throws IOException {
        try (Embedder embedder = BilingualEmbedder.shipped(1_000)) {
            measure(KnowledgeIndex.of(ArticleFile.read(ARTICLES), embedder));
        }
    }

    private static void measure(KnowledgeIndex index) throws IOException {
        Conversing conversing = new Conversing(index);
        JsonNode questions =
                new ObjectMapper(new YAMLFactory()).readTree(Conversing.class.getResourceAsStream("questions.yaml"));

        for (String part : List.of("chosen", "unseen")) {
            int known = 0;
            int right = 0;
            int other = 0;
            int answered = 0;
            double closest = 0;
            List<String> wrong = new ArrayList<>();
            for (JsonNode question : questions.path(part)) {
                String asked = question.get(0).asText();
                Set<String> expected = Set.of(question.get(1).asText().split("\\|"));
                if (expected.contains("order")) {
                    continue; // for a form, which needs what DemoDialoguesIT has
                }
                Decision decision = conversing.anew().says(asked);
                Set<String> outcome = outcome(decision);
                boolean fits = outcome.stream().anyMatch(expected::contains);
                if (expected.contains("none")) {
                    closest = Math.max(
                            closest,
                            index.matches(asked, 1).stream()
                                    .mapToDouble(m -> m.confidence())
                                    .sum());
                    other++;
                    answered += fits ? 0 : 1;
                } else {
                    known++;
                    right += fits ? 1 : 0;
                }
                if (!fits) {
                    wrong.add(asked + ": " + expected + " but " + outcome + " " + decision.trace() + " closest "
                            + index.matches(asked, 3).stream()
                                    .map(match -> match.article().id() + "=" + Math.round(match.confidence() * 100))
                                    .toList());
                }
            }
            System.out.printf(
                    "%s: %d of %d right, %d of %d others answered, closest %.2f%n",
                    part, right, known, answered, other, closest);
            wrong.forEach(System.out::println);
            assertThat(right * 100 / known).as("%% right, %s: %s", part, wrong).isGreaterThanOrEqualTo(85);
            assertThat(answered * 100 / other)
                    .as("%% of others answered, %s: %s", part, wrong)
                    .isLessThanOrEqualTo(10);
        }
    }

    private static Set<String> outcome(Decision decision) {
        if (decision.handoff() != null) {
            return Set.of("human");
        }
        return decision.sources().isEmpty()
                ? Set.of("none")
                : Set.of(decision.sources().get(0).article());
    }
}
