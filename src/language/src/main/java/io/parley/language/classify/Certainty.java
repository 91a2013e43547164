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
import java.util.List;

/**
 * How likely the best label is right, given the distances and how much of the wording is known: a logistic regression (Platt's calibration
 * with more inputs), and the likelihood below which a text is taken for out of scope.
 */
record Certainty(double base, double perFirst, double perLead, double perOutside, double perKnown, double rejectBelow) {

    static final Certainty NONE = new Certainty(0, 1, 0, 0, 0, 0);

    private static final int FEWEST = 20;

    /**
     * One phrase that was not used in training.
     *
     * @param first the best label's distance
     * @param second the next one's
     * @param outside the distance of the label for out of scope
     * @param known the fraction of its n-grams that is known
     */
    record Example(double first, double second, double outside, double known, boolean right, boolean inScope) {}

    /** @param rejected the fraction of the phrases in scope that may be rejected */
    static Certainty learn(List<Example> examples, double rejected) {
        boolean both =
                examples.stream().anyMatch(Example::right) && examples.stream().anyMatch(example -> !example.right());
        if (examples.size() < FEWEST || !both) {
            return NONE;
        }
        Problem problem = new Problem();
        problem.l = examples.size();
        problem.n = 5;
        problem.bias = 1;
        problem.x = new Feature[examples.size()][];
        problem.y = new double[examples.size()];
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            problem.x[i] = new Feature[] {
                new FeatureNode(1, example.first()),
                new FeatureNode(2, example.first() - example.second()),
                new FeatureNode(3, example.outside()),
                new FeatureNode(4, example.known()),
                new FeatureNode(5, 1)
            };
            problem.y[i] = example.right() ? 1 : -1;
        }
        Model model = Linear.train(problem, new Parameter(SolverType.L2R_LR, 10, 0.001));
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        double[] weights = model.getFeatureWeights();
        Certainty unbounded = new Certainty(
                sign * weights[4], sign * weights[0], sign * weights[1], sign * weights[2], sign * weights[3], 0);
        double[] inScope = examples.stream()
                .filter(Example::inScope)
                .mapToDouble(example -> unbounded.of(example))
                .sorted()
                .toArray();
        double threshold = inScope.length == 0 ? 0 : inScope[(int) (inScope.length * rejected)];
        return new Certainty(
                unbounded.base,
                unbounded.perFirst,
                unbounded.perLead,
                unbounded.perOutside,
                unbounded.perKnown,
                threshold);
    }

    static Certainty read(DataInput in) throws IOException {
        return new Certainty(
                in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(base);
        out.writeDouble(perFirst);
        out.writeDouble(perLead);
        out.writeDouble(perOutside);
        out.writeDouble(perKnown);
        out.writeDouble(rejectBelow);
    }

    double of(Example example) {
        return of(example.first(), example.second(), example.outside(), example.known());
    }

    double of(double first, double second, double outside, double known) {
        return 1
                / (1
                        + Math.exp(-(base
                                + perFirst * first
                                + perLead * (first - second)
                                + perOutside * outside
                                + perKnown * known)));
    }
}
