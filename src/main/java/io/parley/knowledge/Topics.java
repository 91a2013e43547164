package io.parley.knowledge;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.WordsAnalyzer;
import io.parley.knowledge.OpenQuestions.Question;
import io.parley.knowledge.OpenQuestions.State;
import io.parley.language.Language;
import io.parley.language.Spelling;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cn.smart.HMMChineseTokenizer;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * What the questions that the bot did not understand are about: the words that several of them share, so that people see where articles are
 * missing.
 */
public final class Topics {

    /** If there are more questions, only those asked most often are read. */
    static final int MAX_READ = 500;

    private static final int MAX_TOPICS = 30;
    private static final int MAX_IDS = 200;
    private static final int WORDS_IN_A_TOPIC = 3;

    /**
     * @param topic up to three words that occur in the same questions
     * @param questions the number of different questions
     * @param times how often they were asked in total
     * @param ids of the questions, asked most often first; if there are very many, only the first
     */
    public record Topic(String topic, int questions, long times, List<String> ids) {}

    /**
     * @param items asked most often first
     * @param read how many questions were read
     * @param complete whether these were all
     */
    public record TopicReport(List<Topic> items, int read, boolean complete) {}

    /** @param key the same for its other forms, and for words with the same meaning */
    private record Word(String key, String shown) {}

    private final OpenQuestions questions;
    private final Executor executor;
    private final WordsAnalyzer analyzer = new WordsAnalyzer();

    /** @param executor where questions are split into words, which takes a moment when there are many */
    public Topics(OpenQuestions questions, Executor executor) {
        this.questions = questions;
        this.executor = executor;
    }

    public CompletionStage<TopicReport> of(TenantId tenant, State state) {
        return questions.list(tenant, state).thenApplyAsync(this::report, executor);
    }

    private TopicReport report(List<Question> all) {
        List<Question> asked = all.stream()
                .sorted(Comparator.comparingLong(Question::count).reversed().thenComparing(Question::id))
                .limit(MAX_READ)
                .toList();
        Map<String, Set<Question>> having = new LinkedHashMap<>();
        Map<String, String> shown = new LinkedHashMap<>();
        for (Question question : asked) {
            for (Word word : words(question)) {
                having.computeIfAbsent(word.key(), first -> new LinkedHashSet<>())
                        .add(question);
                shown.putIfAbsent(word.key(), word.shown());
            }
        }
        // Words that always occur together are one topic.
        Map<Set<Question>, List<String>> together = new LinkedHashMap<>();
        having.forEach((key, in) -> {
            if (in.size() > 1) {
                together.computeIfAbsent(in, first -> new ArrayList<>()).add(shown.get(key));
            }
        });
        List<Topic> topics = new ArrayList<>();
        together.forEach((in, names) -> topics.add(new Topic(
                name(names.subList(0, Math.min(names.size(), WORDS_IN_A_TOPIC)), in),
                in.size(),
                in.stream().mapToLong(Question::count).sum(),
                in.stream().map(Question::id).limit(MAX_IDS).toList())));
        topics.sort(Comparator.comparingLong(Topic::times)
                .thenComparingInt(Topic::questions)
                .reversed()
                .thenComparing(Topic::topic));
        return new TopicReport(
                List.copyOf(topics.subList(0, Math.min(topics.size(), MAX_TOPICS))),
                asked.size(),
                asked.size() == all.size());
    }

    private List<Word> words(Question question) {
        List<String> words = question.language() == Language.EN ? english(question.words()) : chinese(question.words());
        return words.stream()
                .map(this::word)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Words that follow each other everywhere, with at most one character in between, are written as the customers write them. */
    private static String name(List<String> words, Set<Question> in) {
        List<String> texts =
                in.stream().map(question -> Spelling.folded(question.words())).toList();
        List<String> parts = new ArrayList<>();
        for (String word : words) {
            String before = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
            String together = together(before, word, texts.get(0));
            if (!together.isEmpty() && texts.stream().allMatch(text -> text.contains(together))) {
                parts.set(parts.size() - 1, together);
            } else {
                parts.add(word);
            }
        }
        return String.join(" ", parts);
    }

    private static String together(String before, String word, String text) {
        int start = before.isEmpty() ? -1 : text.indexOf(before);
        int next = start < 0 ? -1 : text.indexOf(word, start + before.length());
        return next < 0 || next > start + before.length() + 1 ? "" : text.substring(start, next + word.length());
    }

    private Optional<Word> word(String told) {
        String folded = Spelling.folded(told).strip();
        List<String> stems = stems(folded);
        return stems.isEmpty() || folded.codePointCount(0, folded.length()) < 2
                ? Optional.empty()
                : Optional.of(new Word(String.join(" ", stems), folded));
    }

    /** Empty for a word that only phrases the question, rather than naming its topic. */
    private List<String> stems(String folded) {
        if (folded.isEmpty() || !Character.isLetter(folded.codePointAt(0)) || analyzer.isWeak(folded)) {
            return List.of();
        }
        List<String> stems = analyzer.words(folded);
        return stems.stream().allMatch(analyzer::isWeak) ? List.of() : stems;
    }

    /**
     * Splits a text that may contain English words too. A word that is not in the segmenter's dictionary, such as 花呗, comes out as single
     * characters, which are joined again.
     */
    private List<String> chinese(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder unknown = new StringBuilder();
        try (Tokenizer tokens = new HMMChineseTokenizer()) {
            OffsetAttribute place = tokens.addAttribute(OffsetAttribute.class);
            tokens.setReader(new StringReader(text));
            tokens.reset();
            while (tokens.incrementToken()) {
                String word = text.substring(place.startOffset(), place.endOffset());
                if (word.length() == 1 && !stems(Spelling.folded(word)).isEmpty()) {
                    unknown.append(word);
                } else {
                    words.add(unknown.toString());
                    unknown.setLength(0);
                    words.add(word);
                }
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        words.add(unknown.toString());
        return words;
    }

    private static List<String> english(String text) {
        BreakIterator boundaries = BreakIterator.getWordInstance(Locale.ENGLISH);
        boundaries.setText(text);
        List<String> words = new ArrayList<>();
        int start = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            words.add(text.substring(start, end));
            start = end;
        }
        return words;
    }
}
