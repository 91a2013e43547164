package io.parley.dialogue.knowledge;

import io.parley.language.Spelling;
import io.parley.language.embedding.Embedder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's articles, ready to be searched; immutable, held in memory. The same articles and the same embedder always give the same
 * matches.
 *
 * <p>Candidates are the articles nearest in {@linkplain MeaningSearch meaning} and those that share {@linkplain WordSearch words} with the
 * question. {@linkplain Relevance Learned weights} for both decide how likely each is the right one. Without an embedder the words alone
 * decide.
 */
public final class KnowledgeIndex {

    /** An index without articles. */
    public static final KnowledgeIndex EMPTY = of(List.of());

    /** Number of candidates from each kind of search. */
    private static final int CANDIDATES = 10;

    /** Word overlap from which a question counts as the article's own wording. */
    private static final double VERBATIM = 0.98;

    private final List<Article> articles;
    private final Map<String, Article> byId;
    private final WordSearch words;
    private final @Nullable MeaningSearch meanings;
    private final Relevance relevance;
    private final String version;

    private KnowledgeIndex(List<Article> articles, @Nullable MeaningSearch meanings) {
        this.articles = List.copyOf(articles);
        this.byId = articles.stream().collect(Collectors.toUnmodifiableMap(Article::id, Function.identity()));
        this.words = WordSearch.of(articles);
        this.meanings = meanings;
        this.relevance = meanings == null ? Relevance.OF_WORDS : Relevance.OF_MEANING;
        CRC32 checksum = new CRC32();
        articles.forEach(article -> checksum.update(article.toString().getBytes(StandardCharsets.UTF_8)));
        checksum.update((relevance + vectors().embedder()).getBytes(StandardCharsets.UTF_8));
        this.version = String.format("%08x", checksum.getValue());
    }

    /** Creates an index that searches by words alone. Takes a few milliseconds for a hundred articles. */
    public static KnowledgeIndex of(List<Article> articles) {
        return new KnowledgeIndex(articles, null);
    }

    /** Creates an index that searches by words and meaning. Takes a few milliseconds for every title, question and answer. */
    public static KnowledgeIndex of(List<Article> articles, Embedder embedder) {
        return new KnowledgeIndex(articles, MeaningSearch.of(articles, embedder, Vectors.NONE));
    }

    /** Creates an index that searches by words and meaning; only texts whose vectors are not known yet take time. */
    public static KnowledgeIndex of(List<Article> articles, Embedder embedder, Vectors known) {
        return new KnowledgeIndex(articles, MeaningSearch.of(articles, embedder, known));
    }

    /** Returns the vectors of all titles, questions and answers; none when it searches by words alone. */
    public Vectors vectors() {
        return meanings == null ? Vectors.NONE : meanings.vectors();
    }

    /** Returns a version that changes with the articles and with how they are searched; it records what a decision was based on. */
    public String version() {
        return version;
    }

    /** All articles, in the order they were given. */
    public List<Article> articles() {
        return articles;
    }

    public Optional<Article> article(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The articles likeliest to answer a question, best first; equally likely ones in the order they were given.
     *
     * @param question as the customer wrote it, any language, any length
     */
    public List<Match> matches(String question, int limit) {
        List<Candidate> candidates = candidates(question);
        double[] likelihoods = candidates.stream()
                .mapToDouble(candidate -> relevance.sum(candidate.near()))
                .toArray();
        Relevance.compete(likelihoods);
        return IntStream.range(0, likelihoods.length)
                .mapToObj(i -> new Match(
                        articles.get(candidates.get(i).place()),
                        likelihoods[i],
                        candidates.get(i).near().words() >= VERBATIM))
                .sorted(Comparator.comparingDouble(Match::confidence).reversed())
                .limit(limit)
                .toList();
    }

    /** Returns the articles that a question asks for in their own words, which is detected without its meaning. */
    public List<Match> verbatim(String question) {
        WordSearch.Question asked = words.question(Spelling.folded(question));
        if (articles.isEmpty() || asked.words().isEmpty()) {
            return List.of();
        }
        return words.candidates(asked, CANDIDATES).stream()
                .filter(place -> words.overlap(asked, place) >= VERBATIM)
                .map(place -> new Match(articles.get(place), 1, true))
                .toList();
    }

    /** An article that may be meant, and how near it is. */
    record Candidate(int place, Relevance.Nearness near) {}

    /** Returns the candidates in the order the articles were given. */
    List<Candidate> candidates(String question) {
        String folded = Spelling.folded(question);
        WordSearch.Question asked = words.question(folded);
        if (articles.isEmpty() || asked.words().isEmpty()) {
            return List.of();
        }
        Set<Integer> places = new TreeSet<>(words.candidates(asked, CANDIDATES));
        if (meanings == null) {
            return places.stream()
                    .map(place -> new Candidate(place, Relevance.Nearness.ofWords(words.overlap(asked, place))))
                    .toList();
        }
        MeaningSearch.Question meant = meanings.question(folded);
        places.addAll(meanings.candidates(meant, CANDIDATES));
        return places.stream()
                .map(place -> new Candidate(place, meanings.near(meant, words.overlap(asked, place), place)))
                .toList();
    }
}
