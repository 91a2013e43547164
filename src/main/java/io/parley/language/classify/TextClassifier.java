package io.parley.language.classify;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.parley.language.embedding.Embedder;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells which of its labels a text is an example of: a linear support vector machine for each label against the rest (LIBLINEAR, L2
 * loss), over {@link Features}. How sure it is has been learned on phrases it was not trained with: from how far the best label is
 * ahead. Never changes; may be used by any number of threads.
 *
 * <p>Phrases {@linkplain LabelledText#isOutOfScope() out of scope} among those trained on make a label of their own that is never given
 * as an answer; without any, what is unlike all phrases is still told by the distance.
 */
public final class TextClassifier {

    /** What the labels say of a text. */
    public enum Task {
        /** What somebody wants: told by subjects, of which there are many. */
        INTENT(1, 0),
        /**
         * How somebody feels about it: told by few words among many that say nothing of it, which therefore count the less the more evenly
         * labels share them (the root of their log-count ratio, after naive Bayes), and by a less strict fit.
         */
        SENTIMENT(0.6, 0.5);

        private final double cost;
        private final double distinction;

        Task(double cost, double distinction) {
            this.cost = cost;
            this.distinction = distinction;
        }

        /** As commands and reports name it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double STOP_AT = 0.1;

    /** Every so manieth phrase of a label is held out to learn how sure to be. */
    private static final int HOLD_OUT_EVERY = 5;

    /** In-scope phrases that may be taken for out of scope, in parts of all: rejecting a customer wrongly costs more than a wrong guess. */
    private static final double REJECTED_IN_SCOPE = 0.03;

    /** Parts of the time that training takes. */
    private static final int EMBEDDED_PERCENT = 85;

    private static final int TRIED_PERCENT = 92;

    static {
        // It would tell of every step on standard output.
        Linear.disableDebugOutput();
    }

    /** @param confidence 0 to 1: how often a guess so clear is right */
    public record Guess(String label, double confidence) {}

    /**
     * What was told of a text.
     *
     * @param guesses the likeliest labels, best first
     * @param outOfScope whether it is probably none of them
     */
    public record Verdict(List<Guess> guesses, boolean outOfScope) {
        public Guess best() {
            return guesses.get(0);
        }
    }

    /** The distances of a text from each label, in scope first. */
    private record Margins(int best, double first, double second, double outside) {}

    private final Features features;
    private final List<String> labels;
    /** By feature, then by label. */
    private final float[] weights;

    private final boolean knowsOutside;
    private final Certainty certainty;

    private TextClassifier(
            Features features, List<String> labels, float[] weights, boolean knowsOutside, Certainty certainty) {
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        this.knowsOutside = knowsOutside;
        this.certainty = certainty;
    }

    /**
     * What training gives.
     *
     * @param heldOut how well a trial did that had not seen every fifth phrase; how sure it is has been learned on those
     */
    public record Trained(TextClassifier classifier, Evaluation heldOut) {}

    /** {@link #train(Task, Embedder, List, IntConsumer)} that nobody follows. */
    public static TextClassifier train(Task task, Embedder embedder, List<LabelledText> phrases) {
        return train(task, embedder, phrases, percent -> {}).classifier();
    }

    /**
     * Takes seconds for some thousand phrases, nearly all of them for the embeddings.
     *
     * @param embedder asked for each phrase several times; should remember them
     * @param percent told how much is done, by any thread
     * @throws LabelledText.BadFileException when there are not two labels
     */
    public static Trained train(Task task, Embedder embedder, List<LabelledText> phrases, IntConsumer percent) {
        List<LabelledText> learned = new ArrayList<>();
        List<LabelledText> heldOut = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (LabelledText phrase : phrases) {
            int nth = seen.merge(phrase.label(), 1, Integer::sum);
            (nth % HOLD_OUT_EVERY == 0 ? heldOut : learned).add(phrase);
        }
        requireTwoLabels(phrases);
        AtomicInteger embedded = new AtomicInteger();
        phrases.parallelStream().forEach(phrase -> {
            embedder.told(phrase.text());
            percent.accept(EMBEDDED_PERCENT * embedded.incrementAndGet() / phrases.size());
        });
        TextClassifier trial = trained(task, embedder, learned, Certainty.NONE);
        percent.accept(TRIED_PERCENT);
        Certainty certainty = trial.learnCertainty(heldOut);
        Evaluation evaluation = Evaluation.of(trial.with(certainty), heldOut, () -> 0);
        return new Trained(trained(task, embedder, phrases, certainty), evaluation);
    }

    private TextClassifier with(Certainty learned) {
        return new TextClassifier(features, labels, weights, knowsOutside, learned);
    }

    private static TreeSet<String> requireTwoLabels(List<LabelledText> phrases) {
        TreeSet<String> names = new TreeSet<>();
        phrases.stream().filter(phrase -> !phrase.isOutOfScope()).forEach(phrase -> names.add(phrase.label()));
        if (names.size() < 2) {
            throw new LabelledText.BadFileException("There must be phrases of at least two labels.");
        }
        return names;
    }

    private static TextClassifier trained(
            Task task, Embedder embedder, List<LabelledText> phrases, Certainty certainty) {
        boolean knowsOutside = phrases.stream().anyMatch(LabelledText::isOutOfScope);
        List<String> labels = List.copyOf(requireTwoLabels(phrases));
        Features features = Features.learn(
                embedder, phrases.stream().map(LabelledText::text).toList());
        FeatureNode bias = new FeatureNode(features.size() + 1, 1);
        Feature[][] texts = phrases.stream()
                .parallel()
                .map(phrase -> features.of(phrase.text(), bias))
                .toArray(Feature[][]::new);
        int columns = labels.size() + (knowsOutside ? 1 : 0);
        int[] column = phrases.stream()
                .mapToInt(phrase -> phrase.isOutOfScope() ? labels.size() : labels.indexOf(phrase.label()))
                .toArray();
        float[] weights = new float[(features.size() + 1) * columns];
        IntStream.range(0, columns).parallel().forEach(label -> {
            double[] one = against(task, texts, column, label, features);
            for (int i = 0; i < one.length; i++) {
                weights[i * columns + label] = (float) one[i];
            }
        });
        return new TextClassifier(features, labels, weights, knowsOutside, certainty);
    }

    /** The weights by feature, and last the bias, of one label against the rest. */
    private static double[] against(Task task, Feature[][] texts, int[] column, int label, Features features) {
        int size = features.size();
        Problem problem = new Problem();
        problem.l = texts.length;
        problem.n = size + 1;
        problem.bias = 1;
        problem.y = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            problem.y[i] = column[i] == label ? 1 : -1;
        }
        double @Nullable [] importance =
                task.distinction == 0 ? null : importance(task.distinction, texts, problem.y, features);
        problem.x = importance == null
                ? texts.clone()
                : Arrays.stream(texts).map(text -> scaled(text, importance)).toArray(Feature[][]::new);
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, task.cost, STOP_AT);
        Model model = Linear.train(problem, parameter);
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        double[] weights = model.getFeatureWeights();
        for (int i = 0; i < weights.length; i++) {
            // Whoever uses the weights later need not know how important each was.
            weights[i] *= importance == null ? sign : sign * importance[i];
        }
        return weights;
    }

    /** How much each feature counts in telling one label from the rest, with the wording as a whole as long as before. */
    private static double[] importance(double distinction, Feature[][] texts, double[] y, Features features) {
        double[] with = new double[features.size() + 1];
        double[] without = new double[features.size() + 1];
        Arrays.fill(with, 1);
        Arrays.fill(without, 1);
        for (int i = 0; i < texts.length; i++) {
            for (Feature feature : texts[i]) {
                (y[i] > 0 ? with : without)[feature.getIndex() - 1]++;
            }
        }
        int first = features.meaning();
        int last = features.size();
        double allWith = Arrays.stream(with, first, last).sum();
        double allWithout = Arrays.stream(without, first, last).sum();
        double[] importance = new double[features.size() + 1];
        Arrays.fill(importance, 1);
        for (int i = first; i < last; i++) {
            importance[i] = Math.pow(Math.abs(Math.log(with[i] / allWith / (without[i] / allWithout))), distinction);
        }
        double before = 0;
        double after = 0;
        for (Feature[] text : texts) {
            for (Feature feature : text) {
                int i = feature.getIndex() - 1;
                if (i >= first && i < last) {
                    before += feature.getValue() * feature.getValue();
                    after += Math.pow(feature.getValue() * importance[i], 2);
                }
            }
        }
        double scale = after > 0 ? Math.sqrt(before / after) : 1;
        for (int i = first; i < last; i++) {
            importance[i] *= scale;
        }
        return importance;
    }

    private static Feature[] scaled(Feature[] text, double[] importance) {
        Feature[] scaled = new Feature[text.length];
        for (int i = 0; i < text.length; i++) {
            int index = text[i].getIndex();
            scaled[i] = new FeatureNode(index, text[i].getValue() * importance[index - 1]);
        }
        return scaled;
    }

    /** @param embedder must be the one it was trained with, or what it tells means nothing */
    public static TextClassifier read(DataInput in, Embedder embedder) throws IOException {
        List<String> labels = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            labels.add(in.readUTF());
        }
        boolean knowsOutside = in.readBoolean();
        Certainty certainty = Certainty.read(in);
        Features features = Features.read(in, embedder);
        float[] weights = new float[(features.size() + 1) * (labels.size() + (knowsOutside ? 1 : 0))];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readFloat();
        }
        return new TextClassifier(features, List.copyOf(labels), weights, knowsOutside, certainty);
    }

    /** What {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(labels.size());
        for (String label : labels) {
            out.writeUTF(label);
        }
        out.writeBoolean(knowsOutside);
        certainty.write(out);
        features.write(out);
        for (float weight : weights) {
            out.writeFloat(weight);
        }
    }

    /** In the order of their names. */
    public List<String> labels() {
        return labels;
    }

    /** @param most how many guesses are wanted */
    public Verdict classify(String text, int most) {
        double[] distances = distances(text);
        Margins margins = margins(distances);
        double best = certainty.of(margins.first(), margins.second(), margins.outside());
        List<Guess> guesses = IntStream.range(0, labels.size())
                .boxed()
                .sorted(Comparator.comparingDouble(label -> -distances[label]))
                .limit(most)
                .map(label -> new Guess(
                        labels.get(label),
                        label == margins.best()
                                ? best
                                : Math.min(
                                        1 - best, certainty.of(distances[label], margins.first(), margins.outside()))))
                .toList();
        return new Verdict(guesses, best < certainty.rejectBelow());
    }

    private double[] distances(String text) {
        int columns = weights.length / (features.size() + 1);
        double[] distances = new double[columns];
        int bias = features.size() * columns;
        for (int label = 0; label < columns; label++) {
            distances[label] = weights[bias + label];
        }
        for (Feature feature : features.of(text, null)) {
            int at = (feature.getIndex() - 1) * columns;
            double value = feature.getValue();
            for (int label = 0; label < columns; label++) {
                distances[label] += weights[at + label] * value;
            }
        }
        return distances;
    }

    private Margins margins(double[] distances) {
        int best = -1;
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < labels.size(); label++) {
            if (distances[label] > first) {
                second = first;
                first = distances[label];
                best = label;
            } else if (distances[label] > second) {
                second = distances[label];
            }
        }
        return new Margins(best, first, second, knowsOutside ? distances[labels.size()] : -1);
    }

    private Certainty learnCertainty(List<LabelledText> heldOut) {
        List<Certainty.Example> examples = heldOut.stream()
                .parallel()
                .map(phrase -> {
                    Margins margins = margins(distances(phrase.text()));
                    boolean right = labels.get(margins.best()).equals(phrase.label());
                    return new Certainty.Example(
                            margins.first(), margins.second(), margins.outside(), right, !phrase.isOutOfScope());
                })
                .toList();
        return Certainty.learn(examples, REJECTED_IN_SCOPE);
    }
}
