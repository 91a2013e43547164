package io.parley.language.classify;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The classifier for one look at a text: a linear support vector machine for each label against the rest, and how sure it is.
 *
 * @param labels in scope
 * @param outside whether there is one more machine, for out of scope
 * @param weights by feature, with the bias last, then by label
 * @param sureFrom the certainty from which no closer look is needed; above 1 if it always is
 */
record Judge(ClassifierStage look, int labels, boolean outside, float[] weights, Certainty certainty, double sureFrom) {

    private static final double STOP_AT = 0.1;

    static {
        // Otherwise it prints every step to standard output.
        Linear.disableDebugOutput();
    }

    /** Never sure enough. */
    static final double NEVER = 2;

    /**
     * A text's distances from the labels.
     *
     * @param all in the order of the labels, out of scope last
     * @param best the nearest one in scope
     * @param outside that of out of scope
     * @param known the fraction of the text's n-grams that is known
     * @param certainty that the best one is right
     */
    record Judgement(
            double[] all, int best, double first, double second, double outside, double known, double certainty) {}

    /** @param column the label of each text; out of scope is one after the last */
    static Judge train(
            ClassifierStage look,
            TextClassifier.Task task,
            Features features,
            List<Features.Text> phrases,
            int[] column,
            int labels,
            boolean outside) {
        FeatureNode bias = new FeatureNode(features.size(look) + 1, 1);
        Feature[][] texts = phrases.stream()
                .parallel()
                .map(phrase -> phrase.seen(look, bias))
                .toArray(Feature[][]::new);
        int columns = labels + (outside ? 1 : 0);
        float[] weights = new float[(features.size(look) + 1) * columns];
        IntStream.range(0, columns).parallel().forEach(label -> {
            double[] one =
                    against(task, texts, column, label, features.size(ClassifierStage.WORDING), features.size(look));
            for (int i = 0; i < one.length; i++) {
                weights[i * columns + label] = (float) one[i];
            }
        });
        return new Judge(look, labels, outside, weights, Certainty.NONE, NEVER);
    }

    /** The weights by feature, with the bias last, of one label against the rest. */
    private static double[] against(
            TextClassifier.Task task, Feature[][] texts, int[] column, int label, int wording, int size) {
        Problem problem = new Problem();
        problem.l = texts.length;
        problem.n = size + 1;
        problem.bias = 1;
        problem.y = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            problem.y[i] = column[i] == label ? 1 : -1;
        }
        double @Nullable [] importance =
                task.distinction() == 0 ? null : importance(task.distinction(), texts, problem.y, wording, size);
        problem.x = importance == null
                ? texts.clone()
                : Arrays.stream(texts).map(text -> scaled(text, importance)).toArray(Feature[][]::new);
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, task.cost(), STOP_AT);
        Model model = Linear.train(problem, parameter);
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        double[] weights = model.getFeatureWeights();
        for (int i = 0; i < weights.length; i++) {
            // Code that uses the weights later need not know how important each was.
            weights[i] *= importance == null ? sign : sign * importance[i];
        }
        return weights;
    }

    /** How much each feature counts in distinguishing one label from the rest; the wording as a whole keeps its length. */
    private static double[] importance(double distinction, Feature[][] texts, double[] y, int wording, int size) {
        double[] with = new double[wording];
        double[] without = new double[wording];
        Arrays.fill(with, 1);
        Arrays.fill(without, 1);
        for (int i = 0; i < texts.length; i++) {
            for (Feature feature : texts[i]) {
                if (feature.getIndex() <= wording) {
                    (y[i] > 0 ? with : without)[feature.getIndex() - 1]++;
                }
            }
        }
        double allWith = Arrays.stream(with).sum();
        double allWithout = Arrays.stream(without).sum();
        double[] importance = new double[size + 1];
        Arrays.fill(importance, 1);
        for (int i = 0; i < wording; i++) {
            importance[i] = Math.pow(Math.abs(Math.log(with[i] / allWith / (without[i] / allWithout))), distinction);
        }
        double before = 0;
        double after = 0;
        for (Feature[] text : texts) {
            for (Feature feature : text) {
                int i = feature.getIndex() - 1;
                if (i < wording) {
                    before += feature.getValue() * feature.getValue();
                    after += Math.pow(feature.getValue() * importance[i], 2);
                }
            }
        }
        double scale = after > 0 ? Math.sqrt(before / after) : 1;
        for (int i = 0; i < wording; i++) {
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

    static Judge read(DataInput in, ClassifierStage look, Features features, int labels, boolean outside)
            throws IOException {
        Certainty certainty = Certainty.read(in);
        double sureFrom = in.readDouble();
        float[] weights = new float[(features.size(look) + 1) * (labels + (outside ? 1 : 0))];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readFloat();
        }
        return new Judge(look, labels, outside, weights, certainty, sureFrom);
    }

    void write(DataOutput out) throws IOException {
        certainty.write(out);
        out.writeDouble(sureFrom);
        for (float weight : weights) {
            out.writeFloat(weight);
        }
    }

    /** The same weights with this certainty. */
    Judge sure(Certainty learned, double from) {
        return new Judge(look, labels, outside, weights, learned, from);
    }

    /** The same weights with the certainty of another that saw fewer phrases. */
    Judge sureAs(Judge other) {
        return sure(other.certainty, other.sureFrom);
    }

    Judgement judge(Features.Text text) {
        int columns = labels + (outside ? 1 : 0);
        double[] distances = new double[columns];
        int bias = weights.length - columns;
        for (int label = 0; label < columns; label++) {
            distances[label] = weights[bias + label];
        }
        for (Feature feature : text.seen(look, null)) {
            int at = (feature.getIndex() - 1) * columns;
            double value = feature.getValue();
            for (int label = 0; label < columns; label++) {
                distances[label] += weights[at + label] * value;
            }
        }
        int best = -1;
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < labels; label++) {
            if (distances[label] > first) {
                second = first;
                first = distances[label];
                best = label;
            } else if (distances[label] > second) {
                second = distances[label];
            }
        }
        double out = outside ? distances[labels] : -1;
        return new Judgement(
                distances, best, first, second, out, text.known(), certainty.of(first, second, out, text.known()));
    }

    /** How likely a label other than the best one is. */
    double other(Judgement judgement, int label) {
        return certainty.of(judgement.all()[label], judgement.first(), judgement.outside(), judgement.known());
    }
}
