package io.parley.cluster.launch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.language.Languages;
import io.parley.language.classify.Evaluation;
import io.parley.language.classify.LabelledText;
import io.parley.language.classify.TextClassifier;
import io.parley.language.classify.TextClassifier.Guess;
import io.parley.language.embedding.BilingualEmbedder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./parley language}: what the language engine is trained on, and how good that makes it. */
@Command(
        name = "language",
        description = "Trains and measures the language engine.",
        synopsisSubcommandLabel = "COMMAND")
public final class LanguageCommand {

    private static final int REMEMBERED = 50_000;
    private static final int SHOWN = 3;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "evaluate",
            description = {
                "Trains on some files and measures on others. A line is a label, a tab and a text, in UTF-8; the labels oos and",
                "out_of_scope say that a text is none of the others."
            })
    int evaluate(
            @Option(
                            names = "--train",
                            paramLabel = "FILE",
                            required = true,
                            arity = "1..*",
                            description = "to train on")
                    List<Path> train,
            @Option(
                            names = "--test",
                            paramLabel = "FILE",
                            required = true,
                            arity = "1..*",
                            description = "to measure on")
                    List<Path> test,
            @Option(
                            names = "--oos",
                            paramLabel = "FILE",
                            arity = "1..*",
                            description = "texts to measure on that are out of scope, whatever their labels")
                    @Nullable List<Path> outOfScope,
            @Option(names = "--json", description = "one JSON object on standard output") boolean json) {
        List<LabelledText> phrases = read(train);
        List<LabelledText> measured = new ArrayList<>(read(test));
        if (outOfScope != null) {
            read(outOfScope).forEach(text -> measured.add(new LabelledText("oos", text.text())));
        }
        PrintWriter err = spec().commandLine().getErr();
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(REMEMBERED)) {
            err.println("Training on " + phrases.size() + " phrases");
            err.flush();
            long began = System.nanoTime();
            TextClassifier classifier = TextClassifier.train(embedder, phrases);
            err.printf(
                    Locale.ROOT,
                    "Trained in %.1f s; measuring on %d%n",
                    (System.nanoTime() - began) / 1e9,
                    measured.size());
            err.flush();
            print(Evaluation.of(classifier, measured, System::nanoTime), json);
        }
        return 0;
    }

    @Command(name = "train", description = "Trains on files as evaluate does, and writes the model.")
    int train(
            @Option(
                            names = "--train",
                            paramLabel = "FILE",
                            required = true,
                            arity = "1..*",
                            description = "to train on")
                    List<Path> train,
            @Option(names = "--model", paramLabel = "FILE", required = true, description = "where it goes; replaced")
                    Path model)
            throws IOException {
        List<LabelledText> phrases = read(train);
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(REMEMBERED)) {
            long began = System.nanoTime();
            TextClassifier classifier = TextClassifier.train(embedder, phrases);
            classifier.write(model);
            PrintWriter out = spec().commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "Trained %d labels on %d phrases in %.1f s: %s%n",
                    classifier.labels().size(),
                    phrases.size(),
                    (System.nanoTime() - began) / 1e9,
                    model);
            out.flush();
        }
        return 0;
    }

    /** @param label the likeliest; null when it is probably none of them */
    private record Prediction(String language, @Nullable String label, double confidence, List<Guess> guesses) {}

    @Command(name = "predict", description = "Tells what each line of standard input is, as one JSON object a line.")
    int predict(@Option(names = "--model", paramLabel = "FILE", required = true, description = "from train") Path model)
            throws IOException {
        PrintWriter out = spec().commandLine().getOut();
        ObjectMapper json = new ObjectMapper();
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(REMEMBERED)) {
            TextClassifier classifier = TextClassifier.read(model, embedder);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                TextClassifier.Verdict verdict = classifier.classify(text, SHOWN);
                out.println(json.writeValueAsString(new Prediction(
                        Languages.guess(text, null).code(),
                        verdict.outOfScope() ? null : verdict.best().label(),
                        verdict.best().confidence(),
                        verdict.guesses())));
                out.flush();
            }
        }
        return 0;
    }

    private static List<LabelledText> read(List<Path> files) {
        return files.stream().flatMap(file -> LabelledText.read(file).stream()).toList();
    }

    private void print(Evaluation evaluation, boolean json) {
        PrintWriter out = spec().commandLine().getOut();
        if (json) {
            try {
                out.println(new ObjectMapper().writeValueAsString(evaluation));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            out.printf(Locale.ROOT, "phrases in scope        %d%n", evaluation.n());
            out.printf(Locale.ROOT, "accuracy                %.2f %%%n", 100 * evaluation.accuracy());
            out.printf(Locale.ROOT, "macro F1                %.2f %%%n", 100 * evaluation.macroF1());
            out.printf(Locale.ROOT, "calibration error       %.2f %%%n", 100 * evaluation.calibrationError());
            out.printf(Locale.ROOT, "in scope, rejected      %.2f %%%n", 100 * evaluation.inScopeRejected());
            out.printf(
                    Locale.ROOT,
                    "a text, p50 and p99     %.1f ms and %.1f ms%n",
                    evaluation.p50Ms(),
                    evaluation.p99Ms());
            if (evaluation.outOfScope() > 0) {
                out.printf(Locale.ROOT, "phrases out of scope    %d%n", evaluation.outOfScope());
                out.printf(Locale.ROOT, "out of scope, rejected  %.2f %%%n", 100 * evaluation.oosRecall());
                out.println();
                out.println("rejecting below   in scope rejected   out of scope rejected");
                evaluation
                        .outOfScopeCurve()
                        .forEach(point -> out.printf(
                                Locale.ROOT,
                                "%15.3f   %15.1f %%   %19.1f %%%n",
                                point.confidence(),
                                100 * point.inScopeRejected(),
                                100 * point.oosRecall()));
            }
            out.println();
            out.printf(Locale.ROOT, "%-32s %6s %10s %8s %6s%n", "label", "n", "precision", "recall", "F1");
            evaluation
                    .perLabel()
                    .forEach(score -> out.printf(
                            Locale.ROOT,
                            "%-32s %6d %9.1f%% %7.1f%% %5.1f%%%n",
                            score.label(),
                            score.n(),
                            100 * score.precision(),
                            100 * score.recall(),
                            100 * score.f1()));
            if (!evaluation.confusions().isEmpty()) {
                out.println();
                out.println("taken for another, most often first");
                evaluation
                        .confusions()
                        .forEach(confusion -> out.printf(
                                Locale.ROOT,
                                "%6d  %s -> %s%n",
                                confusion.n(),
                                confusion.label(),
                                confusion.takenFor()));
            }
        }
        out.flush();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("made by picocli only");
        }
        return spec;
    }
}
