package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.language.Spelling;
import io.parley.language.classify.Evaluation;
import io.parley.language.classify.LabelledText;
import io.parley.language.classify.TextClassifier;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.engine.TenantModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo shop's phrases with the models that are shipped, on phrases that others wrote. */
class DemoPhrasesIT {

    private static final Path DEMO = Path.of("..", "docker", "seed", "demo");

    /** Intents in which an emotion would be no surprise. */
    private static final Set<String> MOVED = Set.of("complaint", "delivery_urge", "thanks_goodbye");

    private static BilingualEmbedder embedder;
    private static TenantModel model;

    /** What the build has made of the phrases, as every installation of the demo gets it. */
    @BeforeAll
    static void load() throws IOException {
        embedder = BilingualEmbedder.shipped(50_000);
        model = TenantModel.of(
                Files.readAllBytes(DEMO.resolveSibling(Path.of("target", "language", "demo.model"))), embedder);
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    private static List<LabelledText> read(String folder) {
        try (Stream<Path> files = Files.list(DEMO.resolve(folder))) {
            return files.sorted()
                    .flatMap(file -> LabelledText.read(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everybody says "hello": what stands in both would be no test. */
    private static List<LabelledText> unseen(String test, String trained) {
        Set<String> seen = read(trained).stream()
                .map(phrase -> Spelling.folded(phrase.text()))
                .collect(Collectors.toSet());
        return read(test).stream()
                .filter(phrase -> !seen.contains(Spelling.folded(phrase.text())))
                .toList();
    }

    @Test
    void meaningsThatAreNearHaveVectorsThatAreNear() {
        assertThat(alike("Where is my parcel?", "has my package arrived yet"))
                .isGreaterThan(alike("Where is my parcel?", "I forgot my password"));
        assertThat(alike("我的快递到哪了", "包裹什么时候送到")).isGreaterThan(alike("我的快递到哪了", "忘记密码了"));
    }

    private static double alike(String one, String other) {
        float[] a = embedder.embed(one);
        float[] b = embedder.embed(other);
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
        }
        return product;
    }

    @Test
    void tellsTheIntentsOfPhrasesWrittenByOthers() {
        TextClassifier classifier = model.intents().orElseThrow();

        Evaluation evaluation = Evaluation.of(classifier, read("phrases-test"), System::nanoTime);

        assertThat(classifier.labels()).hasSize(24);
        assertThat(evaluation.accuracy()).isGreaterThanOrEqualTo(0.95);
        assertThat(evaluation.inScopeRejected()).isLessThan(0.03);
        assertThat(evaluation.oosRecall()).isGreaterThan(0.7);
        assertThat(Evaluation.of(classifier, unseen("phrases-test", "phrases"), System::nanoTime)
                        .accuracy())
                .isGreaterThan(0.94);
    }

    @Test
    void tellsTheEmotionsOfPhrasesWrittenByOthers() {
        TextClassifier classifier = model.emotions().orElseThrow();

        Evaluation evaluation = Evaluation.of(classifier, unseen("emotions-test", "emotions"), System::nanoTime);

        assertThat(classifier.labels())
                .isEqualTo(List.copyOf(
                        new TreeSet<>(List.of("angry", "anxious", "disappointed", "satisfied", "neutral"))));
        assertThat(evaluation.accuracy()).isGreaterThan(0.93);
        List<LabelledText> requests = read("phrases-test").stream()
                .filter(phrase -> !phrase.isOutOfScope() && !MOVED.contains(phrase.label()))
                .toList();
        long takenForEmotional = requests.stream()
                .map(phrase -> classifier.classify(phrase.text(), 1).best())
                .filter(guess -> !guess.label().equals("neutral") && guess.confidence() >= 0.5)
                .count();
        assertThat((double) takenForEmotional / requests.size()).isLessThan(0.08);
    }
}
