package io.parley.language.classify;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.parley.language.embedding.Embedder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Tells which of its labels a text is an example of: a linear support vector machine for each label against the rest (LIBLINEAR, L2
 * loss), over {@link Features}. How sure it is has been learned on phrases it was not trained with: from how far the best label is
 * ahead. Never changes; may be used by any number of threads.
 *
 * <p>Phrases {@linkplain LabelledText#isOutOfScope() out of scope} among those trained on make a label of their own that is never given
 * as an answer; without any, what is unlike all phrases is still told by the distance.
 */
public final class TextClassifier {

    /** "Parl", and the version of what follows. */
    private static final int MAGIC = 0x5061726c;

    private static final int FORMAT = 1;

    private static final double COST = 1;
    private static final double STOP_AT = 0.1;

    /** Every so manieth phrase of a label is held out to learn how sure to be. */
    private static final int HOLD_OUT_EVERY = 5;

    /** In-scope phrases that may be taken for out of scope, in parts of all: rejecting a customer wrongly costs more than a wrong guess. */
    private static final double REJECTED_IN_SCOPE = 0.03;

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
     * Takes seconds for some thousand phrases.
     *
     * @throws LabelledText.BadFileException when there are not two labels
     */
    public static TextClassifier train(Embedder embedder, List<LabelledText> phrases) {
        List<LabelledText> learned = new ArrayList<>();
        List<LabelledText> heldOut = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (LabelledText phrase : phrases) {
            int nth = seen.merge(phrase.label(), 1, Integer::sum);
            (nth % HOLD_OUT_EVERY == 0 ? heldOut : learned).add(phrase);
        }
        TextClassifier trial = trained(embedder, learned, Certainty.NONE);
        return trained(embedder, phrases, trial.learnCertainty(heldOut));
    }

    private static TextClassifier trained(Embedder embedder, List<LabelledText> phrases, Certainty certainty) {
        boolean knowsOutside = phrases.stream().anyMatch(LabelledText::isOutOfScope);
        TreeSet<String> names = new TreeSet<>();
        phrases.stream().filter(phrase -> !phrase.isOutOfScope()).forEach(phrase -> names.add(phrase.label()));
        if (names.size() < 2) {
            throw new LabelledText.BadFileException("There must be phrases of at least two labels.");
        }
        List<String> labels = List.copyOf(names);
        Features features = Features.learn(
                embedder, phrases.stream().map(LabelledText::text).toList());
        Feature[][] texts = phrases.stream()
                .parallel()
                .map(phrase -> features.of(phrase.text()))
                .toArray(Feature[][]::new);
        int columns = labels.size() + (knowsOutside ? 1 : 0);
        int[] column = phrases.stream()
                .mapToInt(phrase -> phrase.isOutOfScope() ? labels.size() : labels.indexOf(phrase.label()))
                .toArray();
        float[] weights = new float[(features.size() + 1) * columns];
        IntStream.range(0, columns).parallel().forEach(label -> {
            double[] one = against(texts, column, label, features.size());
            for (int i = 0; i < one.length; i++) {
                weights[i * columns + label] = (float) one[i];
            }
        });
        return new TextClassifier(features, labels, weights, knowsOutside, certainty);
    }

    /** The weights by feature, and last the bias, of one label against the rest. */
    private static double[] against(Feature[][] texts, int[] column, int label, int size) {
        Problem problem = new Problem();
        problem.l = texts.length;
        problem.n = size + 1;
        problem.bias = 1;
        problem.x = new Feature[texts.length][];
        problem.y = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            problem.x[i] = Arrays.copyOf(texts[i], texts[i].length + 1);
            problem.x[i][texts[i].length] = new FeatureNode(size + 1, 1);
            problem.y[i] = column[i] == label ? 1 : -1;
        }
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, COST, STOP_AT);
        Model model = Linear.train(problem, parameter);
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        return Arrays.stream(model.getFeatureWeights())
                .map(weight -> weight * sign)
                .toArray();
    }

    /** What cannot be used as a model: no model at all, a damaged one, or one of another build. */
    public static final class BadModelException extends RuntimeException {
        BadModelException(String message) {
            super(message);
        }
    }

    /**
     * @param embedder must be the one it was trained with
     * @throws BadModelException when it was not, or the file is no model or damaged
     */
    public static TextClassifier read(Path file, Embedder embedder) {
        CRC32 checksum = new CRC32();
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), checksum))) {
            if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
                throw new BadModelException(file + " is no model that this build reads. Train it again.");
            }
            String trainedWith = in.readUTF();
            if (!trainedWith.equals(embedder.id())) {
                throw new BadModelException(file + " was trained with " + trainedWith + ", and this build has "
                        + embedder.id() + ". Train it again.");
            }
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
            long sum = checksum.getValue();
            if (in.readLong() != sum) {
                throw new BadModelException(file + " is damaged. Train it again.");
            }
            return new TextClassifier(features, List.copyOf(labels), weights, knowsOutside, certainty);
        } catch (EOFException | UTFDataFormatException e) {
            throw new BadModelException(file + " is damaged. Train it again.");
        } catch (IOException e) {
            throw new BadModelException(file + " cannot be read: " + e.getMessage());
        }
    }

    /** Replaces the file at once when all is written, so that nobody reads half a model. */
    public void write(Path file) throws IOException {
        Path growing = file.resolveSibling(file.getFileName() + ".new");
        CRC32 checksum = new CRC32();
        try (DataOutputStream out = new DataOutputStream(
                new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(growing)), checksum))) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.writeUTF(features.embedder());
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
            out.flush();
            out.writeLong(checksum.getValue());
        }
        Files.move(growing, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
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
        for (Feature feature : features.of(text)) {
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
