package io.parley.dialogue.knowledge;

import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.embedding.Embedder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds articles that mean what a question means, whatever its words: exact nearest neighbours among the embeddings of all wordings and
 * answers. Immutable and held in memory: about 2.5 kB per wording with the models that are shipped, 30 kB for an article with four
 * questions in each language.
 */
final class MeaningSearch {

    /** If there are more articles than this, only this many, whose wordings are nearest on average, are examined one by one. */
    private static final int LOOKED_AT = 100;

    /** The vector of a text in both languages holds each language scaled by the square root of a half. */
    private static final double OF_MIXED = Math.sqrt(2);

    /** An article in one language. */
    private record Side(List<Vector> wordings, Vector mean, Vector answer) {

        double nearestWording(float[] question) {
            double nearest = 0;
            for (Vector wording : wordings) {
                nearest = Math.max(nearest, wording.times(question));
            }
            return nearest;
        }
    }

    private record Sides(Side zh, Side en) {}

    /**
     * A question's vector.
     *
     * @param chinese the part of it that is Chinese: 1, 0 or a half
     */
    record Question(float[] vector, double chinese) {
        private double scaled(double product) {
            return Math.min(1, chinese == 0.5 ? product * OF_MIXED : product);
        }
    }

    private final Embedder embedder;
    private final List<Sides> articles;
    private final Vectors vectors;

    private MeaningSearch(Embedder embedder, List<Sides> articles, Vectors vectors) {
        this.embedder = embedder;
        this.articles = articles;
        this.vectors = vectors;
    }

    /** @param known vectors that need not be computed again; other texts take a few milliseconds each */
    static MeaningSearch of(List<Article> articles, Embedder embedder, Vectors known) {
        Vectors.Collector vectors = new Vectors.Collector(embedder, known);
        List<Sides> sides = articles.stream()
                .map(article -> new Sides(side(article, "zh", vectors), side(article, "en", vectors)))
                .toList();
        return new MeaningSearch(embedder, sides, vectors.collected());
    }

    private static Side side(Article article, String language, Vectors.Collector vectors) {
        List<String> questions = language.equals("zh")
                ? article.questions().zh()
                : article.questions().en();
        List<Vector> wordings = Stream.concat(Stream.of(article.title().in(language)), questions.stream())
                .map(vectors::of)
                .toList();
        Vector answer = vectors.of(article.answer().in(language));
        return new Side(wordings, Vector.mean(wordings, vectors.dimensions()), answer);
    }

    Question question(String folded) {
        Language language = Languages.recognised(folded).orElse(Language.MIXED);
        return new Question(embedder.embed(folded), language == Language.MIXED ? 0.5 : language == Language.ZH ? 1 : 0);
    }

    /** Returns the places of the articles with the nearest wordings, best first. */
    List<Integer> candidates(Question question, int most) {
        double[] nearness = new double[articles.size()];
        List<Integer> places = IntStream.range(0, articles.size()).boxed().toList();
        if (articles.size() > LOOKED_AT) {
            places.forEach(place -> nearness[place] = mean(question, articles.get(place)));
            places = best(places, nearness, LOOKED_AT);
        }
        places.forEach(place -> nearness[place] = wordings(question, articles.get(place)));
        return best(places, nearness, most);
    }

    private static List<Integer> best(List<Integer> places, double[] nearness, int most) {
        return places.stream()
                .sorted(Comparator.comparingDouble((Integer place) -> -nearness[place]))
                .limit(most)
                .toList();
    }

    private static double mean(Question question, Sides article) {
        double zh = question.chinese() == 0 ? 0 : article.zh().mean().times(question.vector());
        double en = question.chinese() == 1 ? 0 : article.en().mean().times(question.vector());
        return zh + en;
    }

    private static double wordings(Question question, Sides article) {
        double zh = question.chinese() == 0 ? 0 : article.zh().nearestWording(question.vector());
        double en = question.chinese() == 1 ? 0 : article.en().nearestWording(question.vector());
        return zh + en;
    }

    /** @param words the overlap of words with the article at this place */
    Relevance.Nearness near(Question question, double words, int place) {
        Sides article = articles.get(place);
        boolean zh = question.chinese() > 0;
        boolean en = question.chinese() < 1;
        return new Relevance.Nearness(
                question.chinese(),
                words,
                zh ? question.scaled(article.zh().nearestWording(question.vector())) : 0,
                zh ? question.scaled(article.zh().answer().times(question.vector())) : 0,
                en ? question.scaled(article.en().nearestWording(question.vector())) : 0,
                en ? question.scaled(article.en().answer().times(question.vector())) : 0);
    }

    /** Returns the vectors of all titles, questions and answers. */
    Vectors vectors() {
        return vectors;
    }
}
