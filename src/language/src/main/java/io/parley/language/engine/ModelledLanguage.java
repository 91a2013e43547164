package io.parley.language.engine;

import io.parley.TenantId;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.LanguageEngine;
import io.parley.language.Languages;
import io.parley.language.classify.ClassifierStage;
import io.parley.language.classify.TextClassifier;
import io.parley.language.classify.TextClassifier.Guess;
import io.parley.language.classify.TextClassifier.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Understands texts with the tenant's current model; without one it still recognises languages and entities. */
public final class ModelledLanguage implements LanguageEngine {

    private static final Logger LOG = LoggerFactory.getLogger(ModelledLanguage.class);

    /** How many intents are reported: enough to ask which of two or three is meant. */
    private static final int MAX_INTENTS = 5;

    /**
     * The confidence from which a customer is not considered neutral. A higher limit would call a few more of the demo's phrases neutral
     * that were written without emotions in mind, and miss as many real emotions.
     */
    private static final double SURE_EMOTION = 0.5;

    /** Stricter for several passages, as each is a chance to be wrong. */
    private static final double SURE_EMOTION_OF_MANY = 0.7;

    private static final double MUCH = 1_000;

    private static final Map<String, Emotion> EMOTIONS = byCode();

    /** Which model a tenant has. */
    @FunctionalInterface
    public interface Models {

        /** Does not block; empty for a tenant without a model. */
        Optional<Active> active(TenantId tenant);
    }

    /** @param version distinguishes it from the tenant's other models */
    public record Active(String version, TenantModel model) {}

    /** Finds the entities of a text. Thread-safe. */
    @FunctionalInterface
    public interface EntitySource {

        /** In text order, not overlapping. */
        List<Entity> find(Utterance utterance);
    }

    private final Models models;
    private final EntitySource entities;

    public ModelledLanguage(Models models, EntitySource entities) {
        this.models = models;
        this.entities = entities;
    }

    @Override
    public Analysis analyse(Utterance utterance) {
        String text = utterance.text();
        Language before = utterance.before();
        Language language = Languages.recognised(text)
                .orElseGet(() -> before != null ? before : Languages.guess(text, utterance.locale()));
        Optional<Active> active = models.active(utterance.tenant());
        List<String> passages = hasWords(text) && active.isPresent() ? Passages.of(text) : List.of();
        Verdict intents = active.flatMap(known -> known.model().intents())
                .flatMap(classifier -> likeliest(classifier, passages))
                .orElse(NOTHING);
        Guess emotion = active.flatMap(known -> known.model().emotions())
                .map(classifier -> strongest(classifier, passages))
                .orElse(NO_EMOTION);
        return new Analysis(
                language,
                intents.guesses().stream()
                        .map(guess -> new Analysis.Intent(guess.label(), guess.confidence()))
                        .toList(),
                intents.outOfScope(),
                EMOTIONS.getOrDefault(emotion.label(), Emotion.NEUTRAL),
                emotion.confidence(),
                found(utterance),
                active.map(Active::version).orElse(""));
    }

    private static final Verdict NOTHING = new Verdict(List.of(), false, ClassifierStage.WORDING);
    private static final Guess NO_EMOTION = new Guess(Emotion.NEUTRAL.code(), 0);

    private static boolean hasWords(String text) {
        return text.codePoints().anyMatch(Character::isLetter);
    }

    /**
     * Of several passages, the intent with the greatest sum of confidences, with the confidence of the passage that expresses it most
     * clearly; of two alike, the later. Passages that are out of scope count only when all are.
     */
    private static Optional<Verdict> likeliest(TextClassifier classifier, List<String> passages) {
        List<Verdict> verdicts = passages.stream()
                .flatMap(passage -> Stream.ofNullable(classified(classifier, passage, MAX_INTENTS)))
                .toList();
        Map<String, Double> weights = new HashMap<>();
        verdicts.stream()
                .filter(verdict -> !verdict.outOfScope())
                .forEach(verdict ->
                        weights.merge(verdict.best().label(), verdict.best().confidence(), Double::sum));
        Verdict likeliest = null;
        for (Verdict verdict : verdicts) {
            if (likeliest == null || weight(verdict, weights) >= weight(likeliest, weights)) {
                likeliest = verdict;
            }
        }
        return Optional.ofNullable(likeliest);
    }

    private static double weight(Verdict verdict, Map<String, Double> weights) {
        // The sum decides between intents; among passages of one intent, their own confidence decides.
        return verdict.outOfScope()
                ? verdict.best().confidence() / MUCH - 1
                : weights.getOrDefault(verdict.best().label(), 0.0)
                        + verdict.best().confidence() / MUCH;
    }

    /** The surest emotion of any passage; neutral when none is sure enough. */
    private static Guess strongest(TextClassifier classifier, List<String> passages) {
        Guess strongest = NO_EMOTION;
        double sure = passages.size() > 1 ? SURE_EMOTION_OF_MANY : SURE_EMOTION;
        for (String passage : passages) {
            Verdict verdict = classified(classifier, passage, 1);
            if (verdict == null) {
                continue;
            }
            Guess guess = verdict.best();
            boolean neutral = isNeutral(guess) || guess.confidence() < sure;
            if (neutral && isNeutral(strongest)) {
                double certainty = isNeutral(guess) ? guess.confidence() : 1 - guess.confidence();
                strongest = new Guess(Emotion.NEUTRAL.code(), Math.max(certainty, strongest.confidence()));
            } else if (!neutral && (isNeutral(strongest) || guess.confidence() >= strongest.confidence())) {
                strongest = guess;
            }
        }
        return strongest;
    }

    private static boolean isNeutral(Guess guess) {
        return EMOTIONS.getOrDefault(guess.label(), Emotion.NEUTRAL) == Emotion.NEUTRAL;
    }

    /** Null when it fails: the turn then continues without this part of the analysis. */
    private static @Nullable Verdict classified(TextClassifier classifier, String text, int most) {
        try {
            return classifier.classify(text, most);
        } catch (RuntimeException e) {
            LOG.warn("a text of {} characters could not be classified", text.length(), e);
            return null;
        }
    }

    private List<Entity> found(Utterance utterance) {
        try {
            return entities.find(utterance);
        } catch (RuntimeException e) {
            LOG.warn(
                    "entities could not be searched for in a text of {} characters",
                    utterance.text().length(),
                    e);
            return List.of();
        }
    }

    private static Map<String, Emotion> byCode() {
        Map<String, Emotion> byCode = new HashMap<>();
        Stream.of(Emotion.values()).forEach(emotion -> byCode.put(emotion.code(), emotion));
        return Map.copyOf(byCode);
    }
}
