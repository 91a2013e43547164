package io.parley.training;

import io.parley.language.Emotion;
import io.parley.language.classify.LabelledText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Labelled phrases in a file: a label, a tab and a text per line, in UTF-8.
 *
 * @param problems in the order of the lines, at most {@value #MAX_PROBLEMS}; empty if the phrases can be trained on
 */
public record PhraseFile(List<LabelledText> phrases, List<Problem> problems) {

    /** @param line from 1; 0 for a problem of the file as a whole */
    public record Problem(int line, String detail) {}

    static final int MAX_PROBLEMS = 20;

    private static final int MAX_PHRASES = 50_000;
    private static final int MAX_LABELS = 500;
    private static final int LONGEST_TEXT = 1_000;
    /** With fewer, none is left to test the label with. */
    private static final int MIN_PHRASES = 5;

    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.:-]{0,63}");
    private static final Set<String> EMOTIONS =
            Stream.of(Emotion.values()).map(Emotion::code).collect(Collectors.toUnmodifiableSet());

    public PhraseFile {
        phrases = List.copyOf(phrases);
        problems = List.copyOf(problems);
    }

    public static PhraseFile of(byte[] bytes, PhraseKind kind) {
        List<Problem> problems = new ArrayList<>();
        List<LabelledText> phrases = new ArrayList<>();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new PhraseFile(List.of(), List.of(new Problem(0, "The file is not UTF-8.")));
        }
        int line = 0;
        for (String one : (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r?\n", -1)) {
            line++;
            if (one.isBlank()) {
                continue;
            }
            Optional<LabelledText> phrase = LabelledText.of(one);
            String wrong =
                    phrase.map(given -> problem(given, kind)).orElse("Malformed line: " + LabelledText.SHAPE + ".");
            if (!wrong.isEmpty() && problems.size() < MAX_PROBLEMS) {
                problems.add(new Problem(line, wrong));
            }
            phrase.ifPresent(phrases::add);
        }
        if (problems.isEmpty()) {
            asAWhole(phrases, problems);
        }
        return new PhraseFile(phrases, problems);
    }

    private static String problem(LabelledText phrase, PhraseKind kind) {
        if (!LABEL.matcher(phrase.label()).matches()) {
            return "A label has up to 64 letters, digits and _ . : - and begins with a letter or digit.";
        }
        if (kind == PhraseKind.EMOTIONS && !EMOTIONS.contains(phrase.label())) {
            return "An emotion is one of "
                    + String.join(", ", EMOTIONS.stream().sorted().toList()) + ".";
        }
        return phrase.text().length() > LONGEST_TEXT ? "A text has at most " + LONGEST_TEXT + " characters." : "";
    }

    private static void asAWhole(List<LabelledText> phrases, List<Problem> problems) {
        Map<String, Integer> labels = new TreeMap<>();
        phrases.forEach(phrase -> labels.merge(phrase.label(), 1, Integer::sum));
        long inScope = phrases.stream()
                .filter(phrase -> !phrase.isOutOfScope())
                .map(LabelledText::label)
                .distinct()
                .count();
        if (inScope < 2) {
            problems.add(new Problem(0, "There must be phrases of at least two labels."));
        }
        if (labels.size() > MAX_LABELS || phrases.size() > MAX_PHRASES) {
            problems.add(new Problem(
                    0, "At most " + MAX_PHRASES + " phrases of " + MAX_LABELS + " labels can be trained on."));
        }
        labels.forEach((label, count) -> {
            if (count < MIN_PHRASES && problems.size() < MAX_PROBLEMS) {
                problems.add(new Problem(
                        0, label + " has " + count + " phrases; each label needs at least " + MIN_PHRASES + "."));
            }
        });
    }
}
