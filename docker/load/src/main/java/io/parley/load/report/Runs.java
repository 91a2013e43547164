package io.parley.load.report;

import java.util.Arrays;

/** The same figure of several runs. */
public record Runs(double median, double least, double most) {

    public static Runs of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Runs(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The median with the smallest and the largest, and the unit. */
    public String in(String unit) {
        return "%s %s (%s to %s)".formatted(Results.number(median), unit, Results.number(least), Results.number(most));
    }
}
