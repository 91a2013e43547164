package io.parley.language.classify;

import io.parley.language.Language;
import io.parley.language.Languages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How well a classifier does on phrases it has not seen. Accuracy and F1 are over the phrases in scope and count the best label, whether
 * or not it was rejected.
 *
 * @param n phrases in scope
 * @param macroF1 the mean of the labels' F1
 * @param calibrationError the mean difference between confidence and accuracy, over ten bins (expected calibration error)
 * @param outOfScope the number of phrases out of scope
 * @param oosRecall the fraction of those that was rejected
 * @param inScopeRejected the fraction of the phrases in scope that was rejected
 * @param p50Ms the median time per text, on one thread
 */
public record Evaluation(
        int n,
        double accuracy,
        double macroF1,
        double calibrationError,
        int outOfScope,
        double oosRecall,
        double inScopeRejected,
        double p50Ms,
        double p99Ms,
        List<LanguageScore> perLanguage,
        List<StageScore> perLook,
        List<LabelScore> perLabel,
        List<Confusion> confusions,
        List<CalibrationBin> calibration,
        List<CurvePoint> outOfScopeCurve) {

    /** @param n phrases in scope that are in this language */
    public record LanguageScore(Language language, int n, double accuracy, double rejected) {}

    /**
     * The verdicts reached at one look, without a closer one.
     *
     * @param share of all phrases
     * @param accuracy over those that are in scope
     */
    public record StageScore(ClassifierStage look, double share, double accuracy) {}

    /**
     * Guesses of about the same confidence.
     *
     * @param from the lowest confidence, a tenth below the highest
     * @param confidence their mean
     * @param accuracy the fraction of them that was right; equal to the confidence when that is well calibrated
     */
    public record CalibrationBin(double from, int n, double confidence, double accuracy) {}

    /** @param n phrases with this label */
    public record LabelScore(String label, int n, double precision, double recall, double f1) {}

    /** Phrases of one label taken for another. */
    public record Confusion(String label, String takenFor, int n) {}

    /** The effect of rejecting everything below a confidence. */
    public record CurvePoint(double confidence, double inScopeRejected, double oosRecall) {}

    private static final int BINS = 10;
    private static final int MAX_CONFUSIONS = 20;
    private static final double[] CURVE = {0.01, 0.02, 0.03, 0.05, 0.10, 0.20};

    private record JudgedPhrase(LabelledText phrase, TextClassifier.Verdict verdict) {
        boolean right() {
            return verdict.best().label().equals(phrase.label());
        }

        double confidence() {
            return verdict.best().confidence();
        }
    }

    /** @param nanos a clock, for the timings */
    public static Evaluation of(TextClassifier classifier, List<LabelledText> test, LongSupplier nanos) {
        List<JudgedPhrase> inScope = new ArrayList<>();
        List<JudgedPhrase> outside = new ArrayList<>();
        double[] millis = new double[test.size()];
        for (int i = 0; i < test.size(); i++) {
            LabelledText phrase = test.get(i);
            long began = nanos.getAsLong();
            TextClassifier.Verdict verdict = classifier.classify(phrase.text(), 2);
            millis[i] = (nanos.getAsLong() - began) / 1e6;
            (phrase.isOutOfScope() ? outside : inScope).add(new JudgedPhrase(phrase, verdict));
        }
        Arrays.sort(millis);
        List<LabelScore> perLabel = perLabel(inScope);
        List<CalibrationBin> calibration = calibration(inScope);
        return new Evaluation(
                inScope.size(),
                part(inScope, JudgedPhrase::right),
                perLabel.stream().mapToDouble(LabelScore::f1).average().orElse(0),
                calibrationError(calibration),
                outside.size(),
                part(outside, judged -> judged.verdict().outOfScope()),
                part(inScope, judged -> judged.verdict().outOfScope()),
                percentile(millis, 0.5),
                percentile(millis, 0.99),
                perLanguage(inScope),
                perLook(inScope, outside),
                perLabel,
                confusions(inScope),
                calibration,
                outside.isEmpty() ? List.of() : curve(inScope, outside));
    }

    private static double part(List<JudgedPhrase> all, Predicate<JudgedPhrase> which) {
        return all.isEmpty() ? 0 : (double) all.stream().filter(which).count() / all.size();
    }

    private static double percentile(double[] ascending, double part) {
        return ascending.length == 0 ? 0 : ascending[Math.min(ascending.length - 1, (int) (ascending.length * part))];
    }

    private static List<LabelScore> perLabel(List<JudgedPhrase> inScope) {
        Map<String, int[]> counts = new TreeMap<>();
        for (JudgedPhrase judged : inScope) {
            counts.computeIfAbsent(judged.phrase().label(), label -> new int[3])[0]++;
            counts.computeIfAbsent(judged.verdict().best().label(), label -> new int[3])[1]++;
            if (judged.right()) {
                counts.get(judged.phrase().label())[2]++;
            }
        }
        List<LabelScore> scores = new ArrayList<>();
        counts.forEach((label, count) -> {
            double precision = count[1] == 0 ? 0 : (double) count[2] / count[1];
            double recall = count[0] == 0 ? 0 : (double) count[2] / count[0];
            double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
            scores.add(new LabelScore(label, count[0], precision, recall, f1));
        });
        return List.copyOf(scores);
    }

    private static List<Confusion> confusions(List<JudgedPhrase> inScope) {
        Map<List<String>, Integer> counts = new TreeMap<>(Comparator.comparing(Object::toString));
        inScope.stream()
                .filter(judged -> !judged.right())
                .forEach(judged -> counts.merge(
                        List.of(judged.phrase().label(), judged.verdict().best().label()), 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Integer>comparingByValue().reversed())
                .limit(MAX_CONFUSIONS)
                .map(entry ->
                        new Confusion(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
                .toList();
    }

    private static List<LanguageScore> perLanguage(List<JudgedPhrase> inScope) {
        List<LanguageScore> scores = new ArrayList<>();
        for (Language language : Language.values()) {
            List<JudgedPhrase> judged = inScope.stream()
                    .filter(one -> Languages.guess(one.phrase().text(), null) == language)
                    .toList();
            if (!judged.isEmpty()) {
                scores.add(new LanguageScore(
                        language, judged.size(), part(judged, JudgedPhrase::right), part(judged, one -> one.verdict()
                                .outOfScope())));
            }
        }
        return List.copyOf(scores);
    }

    private static List<StageScore> perLook(List<JudgedPhrase> inScope, List<JudgedPhrase> outside) {
        List<JudgedPhrase> all = new ArrayList<>(inScope);
        all.addAll(outside);
        List<StageScore> scores = new ArrayList<>();
        for (ClassifierStage look : ClassifierStage.values()) {
            Predicate<JudgedPhrase> at = judged -> judged.verdict().look() == look;
            if (all.stream().anyMatch(at)) {
                List<JudgedPhrase> judged = inScope.stream().filter(at).toList();
                scores.add(new StageScore(look, part(all, at), part(judged, JudgedPhrase::right)));
            }
        }
        return List.copyOf(scores);
    }

    private static List<CalibrationBin> calibration(List<JudgedPhrase> inScope) {
        List<CalibrationBin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            int wanted = bin;
            List<JudgedPhrase> judged = inScope.stream()
                    .filter(one -> Math.min(BINS - 1, (int) (one.confidence() * BINS)) == wanted)
                    .toList();
            if (!judged.isEmpty()) {
                double confidence = judged.stream()
                        .mapToDouble(JudgedPhrase::confidence)
                        .average()
                        .orElse(0);
                bins.add(new CalibrationBin(
                        (double) bin / BINS, judged.size(), confidence, part(judged, JudgedPhrase::right)));
            }
        }
        return List.copyOf(bins);
    }

    private static double calibrationError(List<CalibrationBin> bins) {
        int n = bins.stream().mapToInt(CalibrationBin::n).sum();
        return bins.stream()
                .mapToDouble(bin -> Math.abs(bin.confidence() - bin.accuracy()) * bin.n() / n)
                .sum();
    }

    private static List<CurvePoint> curve(List<JudgedPhrase> inScope, List<JudgedPhrase> outside) {
        double[] ascending =
                inScope.stream().mapToDouble(JudgedPhrase::confidence).sorted().toArray();
        List<CurvePoint> points = new ArrayList<>();
        for (double rejected : CURVE) {
            if (ascending.length == 0) {
                break;
            }
            double threshold = ascending[(int) (ascending.length * rejected)];
            points.add(new CurvePoint(
                    threshold,
                    part(inScope, judged -> judged.confidence() < threshold),
                    part(outside, judged -> judged.confidence() < threshold)));
        }
        return List.copyOf(points);
    }
}
