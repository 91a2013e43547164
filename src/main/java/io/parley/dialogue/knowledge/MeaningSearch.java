package io.parley.dialogue.knowledge;

import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.Spelling;
import io.parley.language.embedding.Embedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds articles that mean what a question means, whatever its words: exact nearest neighbours among the embeddings of all wordings and
 * answers; never changes, held in memory: some 2.5 kB a wording with the models that are shipped, 30 kB for an article with four
 * questions in each language.
 */
final class MeaningSearch {

    /** With more articles, only the so many whose wordings are nearest on average are looked at one by one. */
    private static final int LOOKED_AT = 100;

    /** The vector of a text in both languages holds each language at the square root of a half. */
    private static final double OF_MIXED = Math.sqrt(2);

    /** A vector without the zeros before and behind: a text in one language fills only that language's part. */
    private record Vector(int from, float[] values) {

        static Vector of(float[] whole) {
            int from = 0;
            while (from < whole.length && whole[from] == 0) {
                from++;
            }
            int to = whole.length;
            while (to > from && whole[to - 1] == 0) {
                to--;
            }
            float[] values = new float[to - from];
            System.arraycopy(whole, from, values, 0, values.length);
            return new Vector(from, values);
        }

        static Vector mean(List<Vector> vectors, int dimensions) {
            float[] sum = new float[dimensions];
            for (Vector vector : vectors) {
                for (int i = 0; i < vector.values.length; i++) {
                    sum[vector.from + i] += vector.values[i] / vectors.size();
                }
            }
            return of(sum);
        }

        /** The product with a whole vector. Four sums, as the processor does not wait for one before it begins the next. */
        double times(float[] whole) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            int i = 0;
            for (; i + 3 < values.length; i += 4) {
                a += values[i] * whole[from + i];
                b += values[i + 1] * whole[from + i + 1];
                c += values[i + 2] * whole[from + i + 2];
                d += values[i + 3] * whole[from + i + 3];
            }
            for (; i < values.length; i++) {
                a += values[i] * whole[from + i];
            }
            return a + b + c + d;
        }
    }

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
    private final Map<String, Vector> vectors;

    private MeaningSearch(Embedder embedder, List<Sides> articles, Map<String, Vector> vectors) {
        this.embedder = embedder;
        this.articles = articles;
        this.vectors = vectors;
    }

    /** @param before whose vectors are used again; texts that it does not know take some milliseconds each */
    static MeaningSearch of(List<Article> articles, Embedder embedder, @Nullable MeaningSearch before) {
        Map<String, Vector> known =
                before != null && before.embedder.id().equals(embedder.id()) ? before.vectors : Map.of();
        Map<String, Vector> vectors = new HashMap<>();
        List<Sides> sides = new ArrayList<>();
        for (Article article : articles) {
            sides.add(new Sides(
                    side(
                            article.title().in("zh"),
                            article.questions().zh(),
                            article.answer().in("zh"),
                            embedder,
                            known,
                            vectors),
                    side(
                            article.title().in("en"),
                            article.questions().en(),
                            article.answer().in("en"),
                            embedder,
                            known,
                            vectors)));
        }
        return new MeaningSearch(embedder, List.copyOf(sides), Map.copyOf(vectors));
    }

    private static Side side(
            String title,
            List<String> questions,
            String answer,
            Embedder embedder,
            Map<String, Vector> known,
            Map<String, Vector> vectors) {
        List<Vector> wordings = Stream.concat(Stream.of(title), questions.stream())
                .map(text -> vector(text, embedder, known, vectors))
                .toList();
        return new Side(
                wordings, Vector.mean(wordings, embedder.dimensions()), vector(answer, embedder, known, vectors));
    }

    private static Vector vector(
            String text, Embedder embedder, Map<String, Vector> known, Map<String, Vector> vectors) {
        String folded = Spelling.folded(text);
        Vector before = known.get(folded);
        return vectors.computeIfAbsent(folded, missing -> before == null ? Vector.of(embedder.embed(missing)) : before);
    }

    Question question(String folded) {
        Language language = Languages.recognised(folded).orElse(Language.MIXED);
        return new Question(embedder.embed(folded), language == Language.MIXED ? 0.5 : language == Language.ZH ? 1 : 0);
    }

    /** The places of the articles with the nearest wordings, best first. */
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

    /** Which vectors these are. */
    String embedder() {
        return embedder.id();
    }
}
