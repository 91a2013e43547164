package io.parley.dialogue.knowledge;

import io.parley.language.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.NoLockFactory;

/**
 * Finds articles by the words they share with a question; immutable, held in memory.
 *
 * <p>BM25 finds the candidates, but its scores say nothing about whether the best of them is any good. The {@linkplain #overlap overlap}
 * does: it compares question and article wordings by the words they share, each weighted by how rare it is among the articles, a word
 * unknown to all of them counting as the rarest. So a question about something else stays low, whatever few common words it shares.
 */
final class WordSearch {
    private static final String TITLE = "title";
    private static final String QUESTIONS = "questions";
    private static final String ANSWER = "answer";
    private static final Map<String, Float> BOOSTS = Map.of(TITLE, 2f, QUESTIONS, 3f, ANSWER, 1f);

    /** Words beyond this number are ignored: questions are short, and queries have a cost. */
    private static final int MAX_WORDS = 64;

    /** A single Chinese character says less than the pair it is in. */
    private static final double SINGLE_CHARACTER = 0.35;

    /** The weight of a word that occurs in any question, such as "how". */
    private static final double WEAK = 0.2;

    /** The weight of an unknown pair of known characters, which is mostly where two words meet. */
    private static final double BY_CHANCE = 0.3;

    private static final char FIRST_CJK = '\u2e80';

    /** The weight of a word in the answer, relative to one in a question. */
    private static final double IN_ANSWER = 0.4;

    /** An article's words: of each wording, of all wordings together, and of its answer. */
    private record Indexed(List<Set<String>> wordings, Set<String> asked, Set<String> answered) {}

    private final WordsAnalyzer analyzer;
    private final IndexSearcher searcher;
    private final List<Indexed> articles;
    private final Map<String, Integer> frequencies;

    /** The total weight of all words of a wording. */
    private final Map<Set<String>, Double> totals = new IdentityHashMap<>();

    private WordSearch(
            WordsAnalyzer analyzer, IndexSearcher searcher, List<Indexed> articles, Map<String, Integer> frequencies) {
        this.analyzer = analyzer;
        this.searcher = searcher;
        this.articles = articles;
        this.frequencies = frequencies;
        for (Indexed indexed : articles) {
            indexed.wordings()
                    .forEach(wording -> totals.put(
                            wording, wording.stream().mapToDouble(this::weight).sum()));
        }
    }

    /** Takes a few milliseconds for a hundred articles. */
    static WordSearch of(List<Article> articles) {
        WordsAnalyzer analyzer = new WordsAnalyzer();
        List<Indexed> indexed = new ArrayList<>();
        Map<String, Integer> frequencies = new HashMap<>();
        // Keeps each file in one piece: a search opens many views of the files, which takes half of its time when they
        // are in pieces.
        ByteBuffersDirectory directory = new ByteBuffersDirectory(
                NoLockFactory.INSTANCE, ByteBuffersDataOutput::new, ByteBuffersDirectory.OUTPUT_AS_BYTE_ARRAY);
        try (IndexWriter writer =
                new IndexWriter(directory, new IndexWriterConfig(analyzer).setMergePolicy(new LogDocMergePolicy()))) {
            for (Article article : articles) {
                List<Set<String>> wordings = article.wordings()
                        .map(wording -> words(analyzer, wording))
                        .toList();
                Set<String> asked = wordings.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
                Set<String> answered =
                        new HashSet<>(words(analyzer, article.answer().in("zh")));
                answered.addAll(words(analyzer, article.answer().in("en")));
                indexed.add(new Indexed(wordings, asked, answered));
                Set<String> all = new HashSet<>(asked);
                all.addAll(answered);
                all.forEach(word -> frequencies.merge(word, 1, Integer::sum));
                Document document = new Document();
                add(
                        document,
                        analyzer,
                        TITLE,
                        article.title().in("zh"),
                        article.title().in("en"));
                article.questions().zh().forEach(question -> add(document, analyzer, QUESTIONS, question));
                article.questions().en().forEach(question -> add(document, analyzer, QUESTIONS, question));
                add(
                        document,
                        analyzer,
                        ANSWER,
                        article.answer().in("zh"),
                        article.answer().in("en"));
                writer.addDocument(document);
            }
            writer.commit();
            IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
            // Lucene's own cache, shared by the whole process, would keep what customers asked.
            searcher.setQueryCache(null);
            return new WordSearch(analyzer, searcher, List.copyOf(indexed), Map.copyOf(frequencies));
        } catch (IOException e) {
            throw new UncheckedIOException("an in-memory index cannot fail to read or write", e);
        }
    }

    private static void add(Document document, WordsAnalyzer analyzer, String field, String... texts) {
        for (String text : texts) {
            document.add(new TextField(field, analyzer.alike(Spelling.folded(text)), Field.Store.NO));
        }
    }

    private static Set<String> words(WordsAnalyzer analyzer, String text) {
        return new LinkedHashSet<>(analyzer.words(Spelling.folded(text)));
    }

    /** A question's words, each once, and their weights. */
    record Question(List<String> words, double[] weights) {}

    Question question(String folded) {
        List<String> words = words(analyzer, folded).stream().limit(MAX_WORDS).toList();
        return new Question(words, words.stream().mapToDouble(this::weight).toArray());
    }

    /** Returns the places of the articles that BM25 ranks highest, best first. */
    List<Integer> candidates(Question question, int most) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        question.words().stream()
                .filter(frequencies::containsKey)
                .forEach(word -> query.add(anywhere(word), BooleanClause.Occur.SHOULD));
        try {
            // Documents stay in the order they were added, so their numbers are the articles' places.
            return Stream.of(searcher.search(query.build(), most).scoreDocs)
                    .map(found -> found.doc)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("an in-memory index cannot fail to read or write", e);
        }
    }

    private static Query anywhere(String word) {
        List<Query> fields = new ArrayList<>();
        BOOSTS.forEach((field, boost) -> fields.add(new BoostQuery(new TermQuery(new Term(field, word)), boost)));
        return new DisjunctionMaxQuery(fields, 0.1f);
    }

    /**
     * Returns the mean of how much of the question the article at this place knows at all and how close the question is to one of its
     * wordings: from 0, nothing in common, to 1, asked in the article's very words.
     */
    double overlap(Question asked, int place) {
        List<String> words = asked.words();
        double[] weights = asked.weights();
        Indexed candidate = articles.get(place);
        double question = 0;
        double known = 0;
        for (int i = 0; i < weights.length; i++) {
            question += weights[i];
            if (candidate.asked().contains(words.get(i))) {
                known += weights[i];
            } else if (candidate.answered().contains(words.get(i))) {
                known += weights[i] * IN_ANSWER;
            }
        }
        double closest = 0;
        for (Set<String> wording : candidate.wordings()) {
            double shared = 0;
            for (int i = 0; i < weights.length; i++) {
                shared += wording.contains(words.get(i)) ? weights[i] : 0;
            }
            if (shared > 0) {
                closest = Math.max(closest, 2 * shared / (question + totals.getOrDefault(wording, 0.0)));
            }
        }
        return (known / question + closest) / 2;
    }

    private double weight(String word) {
        int frequency = frequencies.getOrDefault(word, 0);
        // The square root, because a shop's everyday words occur in many articles, yet still show that the question is
        // about the shop.
        double rarity = Math.sqrt(Math.log(1 + (articles.size() - frequency + 0.5) / (frequency + 0.5)));
        if (analyzer.isWeak(word)) {
            return rarity * WEAK;
        }
        boolean chinese = word.charAt(0) >= FIRST_CJK;
        if (chinese && word.length() == 1) {
            return rarity * SINGLE_CHARACTER;
        }
        boolean byChance = chinese
                && frequency == 0
                && word.length() == 2
                && frequencies.containsKey(word.substring(0, 1))
                && frequencies.containsKey(word.substring(1));
        return byChance ? rarity * BY_CHANCE : rarity;
    }
}
