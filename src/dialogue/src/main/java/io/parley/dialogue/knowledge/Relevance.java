package io.parley.dialogue.knowledge;

/**
 * How likely an article is the right one for a question, learned from questions whose article is known.
 *
 * <p>Every candidate gets a weighted sum of how near it is, and the candidates compete with one another and with "none of them", which
 * always has the sum 0 (a conditional logit): {@code likelihood = exp(sum) / (1 + exp of all sums)}. So an article is likely when it is
 * near and when nothing else is as near, and a likelihood of 0.8 means that of ten such matches eight are right.
 *
 * <p>The Chinese and the English model measure nearness on different scales, hence separate weights for each language; a question in both
 * is judged by the mean of both.
 *
 * @param chinese weights for nearness to Chinese wordings
 * @param english the same for English
 */
record Relevance(Weights chinese, Weights english) {

    /**
     * What each kind of nearness adds to an article's sum.
     *
     * @param base the sum of an article with nothing in common
     * @param words for {@link WordSearch#overlap}
     * @param wording for the cosine to the nearest of the article's wordings
     * @param answer for the cosine to its answer
     */
    record Weights(double base, double words, double wording, double answer) {
        private double sum(double overlap, double nearestWording, double nearAnswer) {
            return base + words * overlap + wording * nearestWording + answer * nearAnswer;
        }
    }

    /**
     * How near an article is to a question.
     *
     * @param chinese the part of the question that is Chinese: 1, 0, or a half when it is in both languages
     * @param words the {@link WordSearch#overlap overlap}
     * @param zh cosine to the nearest Chinese wording, 0 to 1
     * @param zhAnswer cosine to the Chinese answer
     */
    record Nearness(double chinese, double words, double zh, double zhAnswer, double en, double enAnswer) {

        /** Returns the nearness when only the words are known. */
        static Nearness ofWords(double overlap) {
            return new Nearness(1, overlap, 0, 0, 0, 0);
        }
    }

    /** For words alone, without an embedding. Learned and measured like {@link #OF_MEANING}. */
    static final Relevance OF_WORDS = new Relevance(new Weights(-4.22, 10.96, 0, 0), new Weights(-4.22, 10.96, 0, 0));

    /**
     * For the models that are shipped. Learned by {@code KnowledgeSearchIT} from the 541 questions of {@code docker/seed/demo/questions},
     * which also checks that they still give these weights, and measures them on the other questions of {@code questions-test}.
     */
    static final Relevance OF_MEANING =
            new Relevance(new Weights(-16.48, 6.02, 13.01, 12.87), new Weights(-16.07, 1.12, 15.29, 15.80));

    double sum(Nearness near) {
        double zh = chinese.sum(near.words(), near.zh(), near.zhAnswer());
        double en = english.sum(near.words(), near.en(), near.enAnswer());
        return near.chinese() * zh + (1 - near.chinese()) * en;
    }

    /** Turns sums into likelihoods, in place. */
    static void compete(double[] sums) {
        double highest = 0;
        for (double sum : sums) {
            highest = Math.max(highest, sum);
        }
        double all = Math.exp(-highest);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.exp(sums[i] - highest);
            all += sums[i];
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= all;
        }
    }
}
