package io.parley.dialogue.knowledge;

import io.parley.dialogue.knowledge.Relevance.Nearness;
import io.parley.dialogue.knowledge.Relevance.Weights;
import java.util.ArrayList;
import java.util.List;

/** Learns {@link Relevance}: the weights under which the right articles are likeliest, by Newton's method. */
final class LearnedRelevance {

    private static final int STEPS = 100;
    private static final double STOP_AT = 1e-8;

    /** The penalty for squared weights, in standard deviations: keeps the weights finite for any questions. */
    private static final double COST = 1e-3;

    /** @param right the place of the right article among the candidates; -1 when it is none of them */
    record Example(List<Nearness> candidates, int right) {}

    private LearnedRelevance() {}

    static Relevance ofMeaning(List<Example> examples) {
        double[] w = learned(examples.stream()
                .map(example -> new Sums(
                        example.candidates().stream()
                                .map(LearnedRelevance::meaning)
                                .toList(),
                        example.right()))
                .toList());
        return new Relevance(new Weights(w[0], w[1], w[2], w[3]), new Weights(w[4], w[5], w[6], w[7]));
    }

    static Relevance ofWords(List<Example> examples) {
        double[] w = learned(examples.stream()
                .map(example -> new Sums(
                        example.candidates().stream()
                                .map(near -> new double[] {1, near.words()})
                                .toList(),
                        example.right()))
                .toList());
        Weights both = new Weights(w[0], w[1], 0, 0);
        return new Relevance(both, both);
    }

    private static double[] meaning(Nearness near) {
        double zh = near.chinese();
        double en = 1 - zh;
        return new double[] {
            zh,
            zh * near.words(),
            zh * near.zh(),
            zh * near.zhAnswer(),
            en,
            en * near.words(),
            en * near.en(),
            en * near.enAnswer()
        };
    }

    /** The terms of the candidates' sums. */
    private record Sums(List<double[]> parts, int right) {}

    private static double[] learned(List<Sums> examples) {
        double[] deviation = deviations(examples);
        List<Sums> scaled = examples.stream()
                .map(example -> new Sums(
                        example.parts().stream()
                                .map(parts -> divided(parts, deviation))
                                .toList(),
                        example.right()))
                .toList();
        double[] weights = new double[deviation.length];
        for (int step = 0; step < STEPS; step++) {
            double[] change = change(scaled, weights);
            double before = loss(scaled, weights);
            double part = 1;
            double[] next = moved(weights, change, part);
            while (loss(scaled, next) > before && part > 1e-6) {
                part /= 2;
                next = moved(weights, change, part);
            }
            boolean still = true;
            for (int i = 0; i < weights.length; i++) {
                still &= Math.abs(next[i] - weights[i]) < STOP_AT;
            }
            weights = next;
            if (still) {
                break;
            }
        }
        return divided(weights, deviation);
    }

    private static double[] deviations(List<Sums> examples) {
        List<double[]> all = new ArrayList<>();
        examples.forEach(example -> all.addAll(example.parts()));
        double[] deviations = new double[all.get(0).length];
        for (int i = 0; i < deviations.length; i++) {
            double sum = 0;
            double squares = 0;
            for (double[] parts : all) {
                sum += parts[i];
                squares += parts[i] * parts[i];
            }
            double mean = sum / all.size();
            double deviation = Math.sqrt(Math.max(0, squares / all.size() - mean * mean));
            deviations[i] = deviation > 1e-9 ? deviation : 1;
        }
        return deviations;
    }

    private static double[] likelihoods(Sums example, double[] weights) {
        double[] sums = example.parts().stream()
                .mapToDouble(parts -> product(parts, weights))
                .toArray();
        Relevance.compete(sums);
        return sums;
    }

    private static double loss(List<Sums> examples, double[] weights) {
        double loss = COST * product(weights, weights) / 2 * examples.size();
        for (Sums example : examples) {
            double[] likelihoods = likelihoods(example, weights);
            double none = 1;
            for (double likelihood : likelihoods) {
                none -= likelihood;
            }
            loss -= Math.log(Math.max(1e-300, example.right() < 0 ? none : likelihoods[example.right()]));
        }
        return loss;
    }

    /** Newton's: the gradient divided by the curvature. */
    private static double[] change(List<Sums> examples, double[] weights) {
        int size = weights.length;
        double[] gradient = new double[size];
        double[][] curvature = new double[size][size];
        for (int i = 0; i < size; i++) {
            gradient[i] = COST * weights[i] * examples.size();
            curvature[i][i] = COST * examples.size();
        }
        for (Sums example : examples) {
            double[] likelihoods = likelihoods(example, weights);
            double[] expected = new double[size];
            for (int c = 0; c < likelihoods.length; c++) {
                double[] parts = example.parts().get(c);
                for (int i = 0; i < size; i++) {
                    expected[i] += likelihoods[c] * parts[i];
                    gradient[i] += (likelihoods[c] - (c == example.right() ? 1 : 0)) * parts[i];
                    for (int j = 0; j < size; j++) {
                        curvature[i][j] += likelihoods[c] * parts[i] * parts[j];
                    }
                }
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    curvature[i][j] -= expected[i] * expected[j];
                }
            }
        }
        return solved(curvature, gradient);
    }

    /** Gauss, without choosing pivots: the curvature is positive definite. */
    private static double[] solved(double[][] matrix, double[] right) {
        int size = right.length;
        for (int i = 0; i < size; i++) {
            for (int row = i + 1; row < size; row++) {
                double factor = matrix[row][i] / matrix[i][i];
                for (int j = i; j < size; j++) {
                    matrix[row][j] -= factor * matrix[i][j];
                }
                right[row] -= factor * right[i];
            }
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int j = i + 1; j < size; j++) {
                right[i] -= matrix[i][j] * right[j];
            }
            right[i] /= matrix[i][i];
        }
        return right;
    }

    private static double product(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[] moved(double[] weights, double[] change, double part) {
        double[] moved = new double[weights.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = weights[i] - part * change[i];
        }
        return moved;
    }

    private static double[] divided(double[] values, double[] by) {
        double[] divided = new double[values.length];
        for (int i = 0; i < divided.length; i++) {
            divided[i] = values[i] / by[i];
        }
        return divided;
    }
}
