package io.parley.bots.composing;

import io.parley.dialogue.composing.Composition;
import io.parley.dialogue.knowledge.WordsAnalyzer;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.Spelling;
import io.parley.language.entity.StatedFigures;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a composed answer before a customer reads it. A model may be wrong, or may have followed instructions in a customer's text, so
 * nothing that can be compared with the articles is taken on trust: citations, every figure, every link, the language, the words.
 */
final class AnswerCheck {

    /** {@code [1]}: a citation. */
    static final Pattern MARK = Pattern.compile("\\[(\\d{1,2})]");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\[[a-z-]{2,10}-\\d{1,4}]");

    /** Addresses of pages, hosts and mailboxes. */
    private static final Pattern LINK = Pattern.compile(
            "[a-z][a-z0-9+.-]*://[^\\s\\p{IsHan}，。；！？、（）]+|[a-z0-9._%+-]+@[a-z0-9.-]+|(?<![a-z0-9])(?:[a-z0-9-]+\\.)+[a-z]{2,}(?:/[^\\s\\p{IsHan}，。；！？、（）]*)?");

    private static final Pattern MARKUP = Pattern.compile(
            "[<>`{}|]|\\*\\*|__|]\\(|(?m:^\\s*(?:#{1,6}|[-*+])\\s)|[\\p{Cc}&&[^\\n]]|[\\u202a-\\u202e\\u2066-\\u2069]");

    private static final Pattern SENTENCE_ENDS = Pattern.compile("[\\n。！？!?；;]+|\\.(?=\\s|$)");

    /** Shorter sentences, such as "Certainly", say nothing that could be wrong. */
    private static final int FEW_WORDS = 4;

    /** The share of an answer's words that must come from the articles, followed by the share for each sentence. */
    private static final double SHARED = 0.5;

    private static final double SHARED_IN_SENTENCE = 0.3;

    /** Holds stop words and synonyms; thread-safe. */
    private static final WordsAnalyzer WORDS = new WordsAnalyzer();

    private final Composition wanted;
    private final int maxCharacters;

    /** Everything the articles say, titles included. */
    private final String articles;

    AnswerCheck(Composition wanted, int maxCharacters) {
        this.wanted = wanted;
        this.maxCharacters = maxCharacters;
        StringBuilder all = new StringBuilder();
        wanted.passages().forEach(passage -> all.append(passage.title())
                .append('\n')
                .append(passage.text())
                .append('\n'));
        articles = all.toString();
    }

    /**
     * Returns why an answer must not be given; empty when it may.
     *
     * @param answer with the customer's own data restored
     * @param citations the numbers of the passages it is said to be taken from
     */
    Optional<String> objection(String answer, List<Integer> citations) {
        if (answer.isBlank()) {
            return Optional.of("empty");
        }
        if (answer.length() > maxCharacters) {
            return Optional.of("length");
        }
        Set<Integer> cited = cited(answer, citations);
        if (cited.isEmpty()
                || cited.stream()
                        .anyMatch(number ->
                                number < 1 || number > wanted.passages().size())) {
            return Optional.of("citation");
        }
        String words = MARK.matcher(answer).replaceAll(" ");
        if (PLACEHOLDER.matcher(words).find()) {
            return Optional.of("placeholder");
        }
        if (!onlyFrom(articles, MARKUP, words)) {
            return Optional.of("markup");
        }
        // The customer's words are not a source of links and prices: customers could put words into our mouth.
        if (!onlyFrom(Spelling.folded(articles), LINK, Spelling.folded(words))) {
            return Optional.of("link");
        }
        if (!StatedFigures.pricesIn(articles).containsAll(StatedFigures.pricesIn(words))) {
            return Optional.of("price");
        }
        if (!StatedFigures.in(articles + wanted.question()).containsAll(StatedFigures.in(words))) {
            return Optional.of("figure");
        }
        if (!isInLanguage(words)) {
            return Optional.of("language");
        }
        return isGrounded(words) ? Optional.empty() : Optional.of("words");
    }

    /** Returns the numbers of all cited passages, listed separately or marked in the text, in order. */
    static Set<Integer> cited(String answer, List<Integer> citations) {
        Set<Integer> cited = new TreeSet<>(citations);
        Matcher mark = MARK.matcher(answer);
        while (mark.find()) {
            cited.add(Integer.parseInt(mark.group(1)));
        }
        return cited;
    }

    private static boolean onlyFrom(String source, Pattern what, String text) {
        return what.matcher(text).results().allMatch(found -> source.contains(found.group()));
    }

    private boolean isInLanguage(String words) {
        return Languages.recognised(words)
                .filter(language ->
                        wanted.language() == Language.EN ? language == Language.EN : language != Language.EN)
                .isPresent();
    }

    private boolean isGrounded(String words) {
        Set<String> known = new HashSet<>(WORDS.words(Spelling.folded(articles)));
        if (share(words, known) < SHARED) {
            return false;
        }
        return SENTENCE_ENDS
                .splitAsStream(words)
                .filter(sentence -> telling(sentence).size() >= FEW_WORDS)
                .allMatch(sentence -> share(sentence, known) >= SHARED_IN_SENTENCE);
    }

    private static double share(String text, Set<String> known) {
        List<String> words = telling(text);
        return words.isEmpty()
                ? 1
                : (double) words.stream().filter(known::contains).count() / words.size();
    }

    private static List<String> telling(String text) {
        return WORDS.words(Spelling.folded(text)).stream()
                .filter(word -> !WORDS.isWeak(word))
                .toList();
    }
}
