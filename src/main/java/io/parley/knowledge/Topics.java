package io.parley.knowledge;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.WordsAnalyzer;
import io.parley.knowledge.OpenQuestions.Question;
import io.parley.knowledge.OpenQuestions.State;
import io.parley.language.Language;
import io.parley.language.Spelling;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.Aspect;
import io.parley.privacy.ErasableCache;
import io.parley.privacy.Keyring;
import java.text.BreakIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics of the questions that the bot did not understand: the words that several of them share, which show where articles are missing.
 * An annotator determines where Chinese words begin and end; without one, Chinese questions are left out, and the result reports that.
 */
public final class Topics {

    /** If there are more questions, only those asked most often are read. */
    static final int MAX_READ = 500;

    private static final int MAX_TOPICS = 30;
    private static final int MAX_IDS = 200;
    private static final int WORDS_IN_A_TOPIC = 3;

    /** Few, so that a turn that waits for a name in a customer's text has few of them ahead of it. */
    private static final int AT_ONCE = 8;

    private static final Duration MAX_TIME = Duration.ofSeconds(8);
    private static final int REMEMBERED = 20_000;

    /**
     * @param topic up to three words that occur in the same questions
     * @param questions the number of different questions
     * @param times how often they were asked in total
     * @param ids of the questions, asked most often first; if there are very many, only the first
     */
    public record Topic(String topic, int questions, long times, List<String> ids) {}

    /**
     * @param items asked most often first
     * @param missing languages whose words could not be determined
     * @param read how many questions were read
     * @param complete whether there was time for all of them, and not too many
     */
    public record TopicReport(List<Topic> items, Set<Language> missing, int read, boolean complete) {}

    /** @param key the same for its other forms, and for words with the same meaning */
    private record Word(String key, String shown) {}

    private record Text(Language language, String words) {}

    private final OpenQuestions questions;
    private final Annotators annotators;
    private final Duration limit;
    private final WordsAnalyzer analyzer = new WordsAnalyzer();
    private final ErasableCache<Text, List<Word>> read;

    /**
     * @param keyring determines whose words must no longer be remembered
     * @param limit how long to wait for one question
     */
    public Topics(OpenQuestions questions, Keyring keyring, Annotators annotators, Duration limit) {
        this.questions = questions;
        this.read = keyring.remembered(REMEMBERED);
        this.annotators = annotators;
        this.limit = limit;
    }

    public CompletionStage<TopicReport> of(TenantId tenant, State state) {
        ErasableCache<Text, List<Word>>.Access look = read.look();
        return questions.list(tenant, state).thenCompose(all -> {
            List<Question> asked = all.stream()
                    .sorted(Comparator.comparingLong(Question::count).reversed().thenComparing(Question::id))
                    .limit(MAX_READ)
                    .toList();
            Run run = new Run(tenant, asked, look);
            CompletionStage<Void> reading = CompletableFuture.completedStage(null);
            for (int from = 0; from < run.asked.size(); from += AT_ONCE) {
                List<Question> few = run.asked.subList(from, Math.min(from + AT_ONCE, run.asked.size()));
                reading = reading.thenCompose(before -> run.read(few));
            }
            return reading.thenApply(done -> run.told(all.size() > MAX_READ));
        });
    }

    private final class Run {
        private final TenantId tenant;
        private final List<Question> asked;
        private final ErasableCache<Text, List<Word>>.Access look;
        private final Map<String, List<Word>> words = new ConcurrentHashMap<>();
        private final Set<Language> missing = ConcurrentHashMap.newKeySet();
        private final long began = System.nanoTime();
        private boolean late;

        Run(TenantId tenant, List<Question> asked, ErasableCache<Text, List<Word>>.Access look) {
            this.tenant = tenant;
            this.asked = asked;
            this.look = look;
        }

        CompletionStage<Void> read(List<Question> few) {
            if (System.nanoTime() - began > MAX_TIME.toNanos()) {
                late = true;
                return CompletableFuture.completedStage(null);
            }
            return CompletableFuture.allOf(few.stream()
                    .map(question -> words(question)
                            .thenAccept(told -> told.ifPresentOrElse(
                                    found -> words.put(question.id(), found), () -> missing.add(reader(question))))
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
        }

        /** Empty when the words cannot be determined. */
        private CompletionStage<Optional<List<Word>>> words(Question question) {
            Text text = new Text(reader(question), question.words());
            List<Word> before = look.get(tenant, question.customer(), text);
            if (before != null) {
                return CompletableFuture.completedStage(Optional.of(before));
            }
            if (text.language() == Language.EN) {
                return CompletableFuture.completedStage(Optional.of(remember(question, text, spaced(text.words()))));
            }
            if (missing.contains(text.language())
                    || !annotators.aspects(text.language()).contains(Aspect.WORDS)) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            return annotators
                    .annotate(text.language(), text.words(), Set.of(Aspect.WORDS), limit)
                    .thenApply(annotation -> Optional.of(remember(
                            question,
                            text,
                            annotation.words().stream()
                                    .map(word -> text.words().substring(word.start(), word.end()))
                                    .toList())))
                    .exceptionally(unavailable -> Optional.empty());
        }

        private List<Word> remember(Question question, Text text, List<String> told) {
            List<Word> words = told.stream()
                    .map(Topics.this::word)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            look.put(tenant, question.customer(), text, words);
            return words;
        }

        TopicReport told(boolean tooMany) {
            Map<String, Set<Question>> having = new LinkedHashMap<>();
            Map<String, String> shown = new LinkedHashMap<>();
            for (Question question : asked) {
                for (Word word : words.getOrDefault(question.id(), List.of())) {
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
                    Set.copyOf(missing),
                    words.size(),
                    !late && !tooMany);
        }
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

    private static Language reader(Question question) {
        return question.language() == Language.EN ? Language.EN : Language.ZH;
    }

    /** Empty for a word that shows how something is asked rather than what it is about. */
    private Optional<Word> word(String told) {
        String folded = Spelling.folded(told).strip();
        boolean single = folded.codePointCount(0, folded.length()) < 2;
        if (single || !Character.isLetter(folded.codePointAt(0)) || analyzer.isWeak(folded)) {
            return Optional.empty();
        }
        List<String> stems = analyzer.words(folded);
        if (stems.isEmpty() || stems.stream().allMatch(analyzer::isWeak)) {
            return Optional.empty();
        }
        return Optional.of(new Word(String.join(" ", stems), folded));
    }

    private static List<String> spaced(String text) {
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
