package io.parley.language.classify;

import io.parley.language.embedding.Embedder;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Determines which of its labels a text is an example of: a linear support vector machine for each label against the rest (LIBLINEAR, L2
 * loss), over {@link Features}. Its confidence is calibrated on held-out phrases, by how far the best label is ahead. Immutable and
 * thread-safe.
 *
 * <p>It {@linkplain ClassifierStage looks} no closer than it must: a verdict on the wording alone is final if verdicts of this certainty
 * were as good on the held-out phrases as those at the closest look.
 *
 * <p>Training phrases that are {@linkplain LabelledText#isOutOfScope() out of scope} make a label of their own that is never given as an
 * answer; without any, texts unlike all phrases are still detected by the distance.
 */
public final class TextClassifier {

    /** What the labels describe. */
    public enum Task {
        /** What a customer wants, shown by subjects, of which there are many. */
        INTENT(1, 0),
        /**
         * How a customer feels about it, shown by few words among many that do not express it. Words therefore count less the more evenly
         * labels share them (the root of their log-count ratio, after naive Bayes), and the fit is less strict.
         */
        SENTIMENT(0.6, 0.5);

        private final double cost;
        private final double distinction;

        Task(double cost, double distinction) {
            this.cost = cost;
            this.distinction = distinction;
        }

        double cost() {
            return cost;
        }

        double distinction() {
            return distinction;
        }

        /** As commands and reports name it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Every n-th phrase of a label is held out for calibration. */
    private static final int HOLD_OUT_EVERY = 5;

    /** The fraction of in-scope phrases that may be taken for out of scope: rejecting a customer wrongly costs more than a wrong guess. */
    private static final double REJECTED_IN_SCOPE = 0.03;

    /** The fraction of all in-scope phrases that may get a wrong label because no closer look was taken. */
    private static final double WRONG_UNSEEN = 0.001;

    /** The same for out-of-scope phrases that are no longer detected. */
    private static final double OUTSIDE_UNSEEN = 0.02;

    /** Below this certainty a closer look is always taken: what is done with a verdict depends on how sure it is. */
    private static final double MIN_SURE = 0.8;

    /** The progress after each step of training, by the time that each takes. */
    private static final int EMBEDDED_PERCENT = 85;

    private static final int TRIED_PERCENT = 92;

    /** @param confidence 0 to 1: how often a guess this certain is right */
    public record Guess(String label, double confidence) {}

    /**
     * The verdict on a text.
     *
     * @param guesses the likeliest labels, best first
     * @param outOfScope whether it is probably none of them
     * @param look how closely it was looked at
     */
    public record Verdict(List<Guess> guesses, boolean outOfScope, ClassifierStage look) {
        public Guess best() {
            return guesses.get(0);
        }
    }

    private final Features features;
    private final List<String> labels;
    private final Judge byWording;
    private final Judge byMeaning;

    private TextClassifier(Features features, List<String> labels, Judge byWording, Judge byMeaning) {
        this.features = features;
        this.labels = labels;
        this.byWording = byWording;
        this.byMeaning = byMeaning;
    }

    /**
     * The result of training.
     *
     * @param heldOut how well a trial did on the held-out phrases, every fifth one; these also calibrate the confidence
     */
    public record Trained(TextClassifier classifier, Evaluation heldOut) {}

    /** As {@link #train(Task, Embedder, List, IntConsumer)}, without reports of the progress. */
    public static TextClassifier train(Task task, Embedder embedder, List<LabelledText> phrases) {
        return train(task, embedder, phrases, percent -> {}).classifier();
    }

    /**
     * Takes seconds for a few thousand phrases, nearly all of it for the embeddings.
     *
     * @param embedder asked for each phrase several times; should remember them
     * @param percent receives the progress, from any thread
     * @throws LabelledText.BadFileException when there are fewer than two labels
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
            embedder.encode(phrase.text());
            percent.accept(EMBEDDED_PERCENT * embedded.incrementAndGet() / phrases.size());
        });
        TextClassifier trial = trained(task, embedder, learned).sureFrom(heldOut);
        percent.accept(TRIED_PERCENT);
        Evaluation evaluation = Evaluation.of(trial, heldOut, () -> 0);
        return new Trained(trained(task, embedder, phrases).sureAs(trial), evaluation);
    }

    private TextClassifier sureAs(TextClassifier other) {
        return new TextClassifier(
                features, labels, byWording.sureAs(other.byWording), byMeaning.sureAs(other.byMeaning));
    }

    private static TreeSet<String> requireTwoLabels(List<LabelledText> phrases) {
        TreeSet<String> names = new TreeSet<>();
        phrases.stream().filter(phrase -> !phrase.isOutOfScope()).forEach(phrase -> names.add(phrase.label()));
        if (names.size() < 2) {
            throw new LabelledText.BadFileException("There must be phrases of at least two labels.");
        }
        return names;
    }

    private static TextClassifier trained(Task task, Embedder embedder, List<LabelledText> phrases) {
        boolean outside = phrases.stream().anyMatch(LabelledText::isOutOfScope);
        List<String> labels = List.copyOf(requireTwoLabels(phrases));
        Features features = Features.learn(
                embedder, phrases.stream().map(LabelledText::text).toList());
        List<Features.Text> texts = phrases.stream()
                .parallel()
                .map(phrase -> features.text(phrase.text()))
                .toList();
        int[] column = phrases.stream()
                .mapToInt(phrase -> phrase.isOutOfScope() ? labels.size() : labels.indexOf(phrase.label()))
                .toArray();
        return new TextClassifier(
                features,
                labels,
                Judge.train(ClassifierStage.WORDING, task, features, texts, column, labels.size(), outside),
                Judge.train(ClassifierStage.MEANING, task, features, texts, column, labels.size(), outside));
    }

    /** Calibrates each stage on held-out phrases, and finds the certainty from which the wording is enough. */
    private TextClassifier sureFrom(List<LabelledText> heldOut) {
        List<Features.Text> texts = heldOut.stream()
                .parallel()
                .map(phrase -> features.text(phrase.text()))
                .toList();
        Judge meaning = byMeaning.sure(certainty(byMeaning, texts, heldOut), Judge.NEVER);
        Judge wording = byWording.sure(certainty(byWording, texts, heldOut), Judge.NEVER);
        double from = Math.max(
                sureFrom(outcomes(wording, texts, heldOut), outcomes(meaning, texts, heldOut)),
                Math.max(MIN_SURE, wording.certainty().rejectBelow()));
        return new TextClassifier(features, labels, wording.sure(wording.certainty(), from), meaning);
    }

    private Certainty certainty(Judge judge, List<Features.Text> texts, List<LabelledText> phrases) {
        return Certainty.learn(
                IntStream.range(0, phrases.size())
                        .parallel()
                        .mapToObj(i -> {
                            Judge.Judgement judgement = judge.judge(texts.get(i));
                            LabelledText phrase = phrases.get(i);
                            return new Certainty.Example(
                                    judgement.first(),
                                    judgement.second(),
                                    judgement.outside(),
                                    texts.get(i).known(),
                                    labels.get(judgement.best()).equals(phrase.label()),
                                    !phrase.isOutOfScope());
                        })
                        .toList(),
                REJECTED_IN_SCOPE);
    }

    /** The outcome of a judge for a phrase whose label is known. */
    private record Outcome(double certainty, boolean inScope, boolean right, boolean rejected) {}

    private List<Outcome> outcomes(Judge judge, List<Features.Text> texts, List<LabelledText> phrases) {
        return IntStream.range(0, phrases.size())
                .parallel()
                .mapToObj(i -> {
                    Judge.Judgement judgement = judge.judge(texts.get(i));
                    LabelledText phrase = phrases.get(i);
                    return new Outcome(
                            judgement.certainty(),
                            !phrase.isOutOfScope(),
                            labels.get(judgement.best()).equals(phrase.label()),
                            judgement.certainty() < judge.certainty().rejectBelow());
                })
                .toList();
    }

    /** The lowest certainty above which verdicts on the wording cost no more than the allowed mistakes, compared with a closer look. */
    private static double sureFrom(List<Outcome> outcomes, List<Outcome> closer) {
        double wrongAllowed =
                WRONG_UNSEEN * outcomes.stream().filter(Outcome::inScope).count();
        double outsideAllowed = OUTSIDE_UNSEEN
                * outcomes.stream().filter(outcome -> !outcome.inScope()).count();
        List<Integer> surest = IntStream.range(0, outcomes.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer i) -> -outcomes.get(i).certainty()))
                .toList();
        double from = Judge.NEVER;
        int wrong = 0;
        int outside = 0;
        for (int i : surest) {
            Outcome outcome = outcomes.get(i);
            if (outcome.inScope()) {
                wrong += (outcome.right() ? 0 : 1) - (closer.get(i).right() ? 0 : 1);
            } else if (closer.get(i).rejected()) {
                outside++;
            }
            if (wrong > wrongAllowed || outside > outsideAllowed) {
                break;
            }
            from = outcome.certainty();
        }
        return from;
    }

    /** @param embedder must be the one it was trained with, otherwise its vectors mean nothing */
    public static TextClassifier read(DataInput in, Embedder embedder) throws IOException {
        List<String> labels = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            labels.add(in.readUTF());
        }
        boolean outside = in.readBoolean();
        Features features = Features.read(in, embedder);
        Judge byWording = Judge.read(in, ClassifierStage.WORDING, features, labels.size(), outside);
        Judge byMeaning = Judge.read(in, ClassifierStage.MEANING, features, labels.size(), outside);
        return new TextClassifier(features, List.copyOf(labels), byWording, byMeaning);
    }

    /** What {@link #read} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(labels.size());
        for (String label : labels) {
            out.writeUTF(label);
        }
        out.writeBoolean(byMeaning.outside());
        features.write(out);
        byWording.write(out);
        byMeaning.write(out);
    }

    /** In the order of their names. */
    public List<String> labels() {
        return labels;
    }

    /** @param most the maximum number of guesses */
    public Verdict classify(String text, int most) {
        Features.Text seen = features.text(text);
        Judge.Judgement judgement = byWording.judge(seen);
        return judgement.certainty() >= byWording.sureFrom()
                ? verdict(byWording, judgement, most)
                : verdict(byMeaning, byMeaning.judge(seen), most);
    }

    private Verdict verdict(Judge judge, Judge.Judgement judgement, int most) {
        double best = judgement.certainty();
        double[] distances = judgement.all();
        List<Guess> guesses = IntStream.range(0, labels.size())
                .boxed()
                .sorted(Comparator.comparingDouble(label -> -distances[label]))
                .limit(most)
                .map(label -> new Guess(
                        labels.get(label),
                        label == judgement.best() ? best : Math.min(1 - best, judge.other(judgement, label))))
                .toList();
        return new Verdict(guesses, best < judge.certainty().rejectBelow(), judge.look());
    }
}
