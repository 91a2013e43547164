package io.parley.language.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.parley.language.Language;
import io.parley.language.classify.LabelledText.BadFileException;
import io.parley.language.embedding.Embedder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By wording alone; for embeddings see DemoPhrasesIT. */
class TextClassifierTest {

    @TempDir
    Path directory;

    /** Has no embeddings. */
    private record FakeEmbedder(String id) implements Embedder {
        @Override
        public int dimensions() {
            return 4;
        }

        @Override
        public float[] embed(String text) {
            return new float[4];
        }

        @Override
        public void close() {}
    }

    private static final Embedder NOTHING = new FakeEmbedder("nothing");

    private static List<LabelledText> phrases() {
        List<LabelledText> phrases = new ArrayList<>();
        String[] things = {"headphones", "monitor", "phone", "cable", "keyboard", "耳机", "显示器", "手机", "充电器", "键盘"};
        String[] moments = {"", " please", " now", " today", "，谢谢", "，急"};
        for (String thing : things) {
            for (String moment : moments) {
                phrases.add(new LabelledText("return", "I want to return the " + thing + moment));
                phrases.add(new LabelledText("return", "我要退货" + thing + moment));
                phrases.add(new LabelledText("delivery", "where is my parcel with the " + thing + moment));
                phrases.add(new LabelledText("delivery", "快递到哪了" + thing + moment));
                phrases.add(new LabelledText("oos", "the weather is nice, says the " + thing + moment));
            }
        }
        return phrases;
    }

    @Test
    void tellsWhatAPhraseIsInBothLanguages() {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());

        assertThat(classifier.labels()).containsExactly("delivery", "return");
        assertThat(classifier.classify("can I return it", 1).best().label()).isEqualTo("return");
        assertThat(classifier.classify("想退货", 1).best().label()).isEqualTo("return");
        assertThat(classifier.classify("快递在哪", 1).best().label()).isEqualTo("delivery");
        assertThat(classifier.classify("my parcel, where", 1).best().label()).isEqualTo("delivery");
    }

    @Test
    void readsTraditionalCharactersFullWidthAndCapitalsAlike() {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());

        assertThat(classifier.classify("退貨", 1)).isEqualTo(classifier.classify("退货", 1));
        assertThat(classifier.classify("ＲＥＴＵＲＮ", 1)).isEqualTo(classifier.classify("return", 1));
    }

    @Test
    void neverAnswersOutOfScopeButSaysSo() {
        TextClassifier.Verdict verdict = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases())
                .classify("the weather is nice", 5);

        assertThat(verdict.outOfScope()).isTrue();
        assertThat(verdict.guesses()).extracting(TextClassifier.Guess::label).doesNotContain("oos");
    }

    @Test
    void isDefinedForEveryText() {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());

        for (String hostile : List.of(
                "",
                " ",
                "😀😀😀",
                "\ud800",
                "\u202e\u200f",
                "'; DROP TABLE conversations; --",
                "x".repeat(10_000),
                "退".repeat(10_000))) {
            assertThat(classifier.classify(hostile, 2).guesses())
                    .hasSize(2)
                    .allSatisfy(guess -> assertThat(guess.confidence()).isBetween(0.0, 1.0));
        }
    }

    @Test
    void theSamePhrasesGiveTheSameModelAndItsBytesGiveItBack() throws IOException {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());
        byte[] bytes = bytes(classifier);

        assertThat(bytes).isEqualTo(bytes(TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases())));
        TextClassifier read = TextClassifier.read(new DataInputStream(new ByteArrayInputStream(bytes)), NOTHING);
        for (LabelledText phrase : phrases()) {
            assertThat(read.classify(phrase.text(), 2)).isEqualTo(classifier.classify(phrase.text(), 2));
        }
    }

    private static byte[] bytes(TextClassifier classifier) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        classifier.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** Includes indistinguishable phrases, from which the confidence is calibrated. */
    private static List<LabelledText> withDoubtfulOnes() {
        List<LabelledText> phrases = phrases();
        for (int i = 0; i < 40; i++) {
            phrases.add(new LabelledText(i % 2 == 0 ? "return" : "delivery", "it is about my order, number " + i));
        }
        return phrases;
    }

    /** Recognises the subject of a text by one word, and counts calls. */
    private static final class CountingEmbedder implements Embedder {
        private final List<String> embedded = new CopyOnWriteArrayList<>();

        @Override
        public String id() {
            return "counting";
        }

        @Override
        public int dimensions() {
            return 2;
        }

        @Override
        public float[] embed(String text) {
            embedded.add(text);
            return text.contains("back") || text.contains("return") || text.contains("退")
                    ? new float[] {1, 0}
                    : new float[] {0, 1};
        }

        @Override
        public void close() {}
    }

    @Test
    void looksAtTheMeaningOnlyWhereTheWordingLeavesADoubt() {
        CountingEmbedder embedder = new CountingEmbedder();
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, embedder, withDoubtfulOnes());
        embedder.embedded.clear();

        TextClassifier.Verdict clear = classifier.classify("I want to return the keyboard now", 1);
        assertThat(clear.best().label()).isEqualTo("return");
        assertThat(clear.look()).isEqualTo(ClassifierStage.WORDING);
        assertThat(embedder.embedded).isEmpty();

        TextClassifier.Verdict doubtful = classifier.classify("give it back", 1);
        assertThat(doubtful.best().label()).isEqualTo("return");
        assertThat(doubtful.look()).isEqualTo(ClassifierStage.MEANING);
        assertThat(embedder.embedded).containsExactly("give it back");
    }

    @Test
    void measuresAtWhichLookItWasDecided() {
        TextClassifier classifier =
                TextClassifier.train(TextClassifier.Task.INTENT, new CountingEmbedder(), withDoubtfulOnes());

        Evaluation evaluation = Evaluation.of(
                classifier,
                List.of(
                        new LabelledText("return", "I want to return the keyboard now"),
                        new LabelledText("return", "give it back")),
                System::nanoTime);

        assertThat(evaluation.perLook())
                .containsExactly(
                        new Evaluation.StageScore(ClassifierStage.WORDING, 0.5, 1),
                        new Evaluation.StageScore(ClassifierStage.MEANING, 0.5, 1));
    }

    @Test
    void saysHowFarItIsAndHowWellItDidOnWhatItHadNotSeen() {
        List<Integer> told = new CopyOnWriteArrayList<>();

        TextClassifier.Trained trained =
                TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases(), told::add);

        assertThat(told).isNotEmpty().allSatisfy(percent -> assertThat(percent).isBetween(0, 100));
        // A fifth of 240 in scope.
        assertThat(trained.heldOut().n()).isEqualTo(48);
        assertThat(trained.heldOut().accuracy()).isGreaterThan(0.9);
    }

    @Test
    void saysWhichLineOfAFileIsWrong() throws IOException {
        Path file = directory.resolve("phrases.tsv");
        Files.writeString(file, "return\tI want to return it\n\nno tab here\n");

        assertThatThrownBy(() -> LabelledText.read(file))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("line 3");
        Files.write(file, new byte[] {'a', '\t', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> LabelledText.read(file)).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> TextClassifier.train(
                        TextClassifier.Task.INTENT, NOTHING, List.of(new LabelledText("one", "only"))))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("two labels");
    }

    @Test
    void countsWhatItGotRightWrongAndRejected() {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());
        List<LabelledText> test = List.of(
                new LabelledText("return", "I want to return the headphones"),
                new LabelledText("return", "where is my parcel with the cable"),
                new LabelledText("delivery", "快递到哪了"),
                new LabelledText("delivery", "where is my parcel with the phone"),
                new LabelledText("oos", "the weather is nice"));

        Evaluation evaluation = Evaluation.of(classifier, test, System::nanoTime);

        assertThat(evaluation.n()).isEqualTo(4);
        assertThat(evaluation.accuracy()).isEqualTo(0.75);
        assertThat(evaluation.perLanguage())
                .extracting(Evaluation.LanguageScore::language, Evaluation.LanguageScore::n)
                .containsExactly(tuple(Language.ZH, 1), tuple(Language.EN, 3));
        assertThat(evaluation.calibration().stream()
                        .mapToInt(Evaluation.CalibrationBin::n)
                        .sum())
                .isEqualTo(4);
        assertThat(evaluation.outOfScope()).isEqualTo(1);
        assertThat(evaluation.oosRecall()).isEqualTo(1);
        assertThat(evaluation.confusions()).containsExactly(new Evaluation.Confusion("return", "delivery", 1));
        // One of two returns was found, and the only text labelled as a return was one.
        assertThat(evaluation.perLabel()).contains(new Evaluation.LabelScore("return", 2, 1, 0.5, 2.0 / 3));
    }

    @Test
    void hearsWhatIsSpelledWithOtherCharactersOfTheSameSound() {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());

        assertThat(classifier.classify("腿或", 1).best().label()).isEqualTo("return");
        assertThat(classifier.classify("筷递道呢", 1).best().label()).isEqualTo("delivery");
    }

    @Test
    void readsTheInitialsOfWhatIsSpelledOut() {
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.INTENT, NOTHING, phrases());

        assertThat(classifier.classify("th", 1).best().label()).isEqualTo("return");
        assertThat(classifier.classify("kd", 1).best().label()).isEqualTo("delivery");
    }

    @Test
    void ofSentimentCountsTheWordsThatTellLabelsApart() {
        List<LabelledText> phrases = new ArrayList<>();
        for (String thing : List.of("headphones", "monitor", "phone", "cable", "keyboard", "speaker")) {
            for (String moment : List.of("", " today", " again", " now")) {
                phrases.add(new LabelledText("pleased", "the " + thing + " that came here is wonderful" + moment));
                phrases.add(new LabelledText("displeased", "the " + thing + " that came here is dreadful" + moment));
            }
        }
        TextClassifier classifier = TextClassifier.train(TextClassifier.Task.SENTIMENT, NOTHING, phrases);

        assertThat(classifier
                        .classify("wonderful that it came, the phone again", 1)
                        .best()
                        .label())
                .isEqualTo("pleased");
        assertThat(classifier.classify("dreadful, the monitor now", 1).best().label())
                .isEqualTo("displeased");
    }
}
