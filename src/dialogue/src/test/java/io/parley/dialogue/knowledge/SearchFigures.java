package io.parley.dialogue.knowledge;

import io.parley.language.classify.LabelledText;
import java.util.List;

/**
 * The search quality of an index.
 *
 * @param first of the questions that an article answers, how many find it first
 * @param firstThree how many find it among the first three
 * @param auroc how often a question that an article answers has more confidence than one that none answers
 * @param answered of the questions that an article answers, how many get it
 * @param wrong of all answers given, how many are wrong
 * @param wrongOfAll of all questions, how many get a wrong answer
 * @param others of the questions that no article answers, how many get an answer all the same
 * @param offered of the questions that an article answers but that get no answer, how many get it offered
 */
record SearchFigures(
        double first,
        double firstThree,
        double auroc,
        double answered,
        double wrong,
        double wrongOfAll,
        double others,
        double offered) {

    static final String NONE = "none";

    static SearchFigures of(KnowledgeIndex index, List<LabelledText> questions, double answerFrom, double suggestFrom) {
        List<List<Match>> all = questions.stream()
                .map(question -> index.matches(question.text(), 3))
                .toList();
        double known = questions.stream().filter(SearchFigures::known).count();
        double first = 0;
        double three = 0;
        double given = 0;
        double right = 0;
        double others = 0;
        double missed = 0;
        double offered = 0;
        for (int i = 0; i < questions.size(); i++) {
            LabelledText question = questions.get(i);
            List<Match> matches = all.get(i);
            boolean found = !matches.isEmpty() && fits(question, matches.get(0));
            boolean answered = confidence(matches) >= answerFrom;
            first += found ? 1 : 0;
            three += matches.stream().anyMatch(match -> fits(question, match)) ? 1 : 0;
            given += answered ? 1 : 0;
            right += answered && found ? 1 : 0;
            others += answered && !known(question) ? 1 : 0;
            if (!answered && known(question)) {
                missed++;
                offered +=
                        matches.stream().anyMatch(match -> fits(question, match) && match.confidence() >= suggestFrom)
                                ? 1
                                : 0;
            }
        }
        double won = 0;
        for (int i = 0; i < questions.size(); i++) {
            for (int j = 0; known(questions.get(i)) && j < questions.size(); j++) {
                if (!known(questions.get(j))) {
                    won += (1 + Math.signum(confidence(all.get(i)) - confidence(all.get(j)))) / 2;
                }
            }
        }
        double unknown = questions.size() - known;
        return new SearchFigures(
                first / known,
                three / known,
                won / known / unknown,
                right / known,
                (given - right) / given,
                (given - right) / questions.size(),
                others / unknown,
                offered / missed);
    }

    private static boolean known(LabelledText question) {
        return !question.label().equals(NONE);
    }

    private static boolean fits(LabelledText question, Match match) {
        return question.label().equals(match.article().id());
    }

    private static double confidence(List<Match> matches) {
        return matches.isEmpty() ? 0 : matches.get(0).confidence();
    }

    @Override
    public String toString() {
        return String.format(
                "R@1 %.1f %%, R@3 %.1f %%, AUROC %.3f; answered rightly %.1f %%, wrong %.1f %% of answers, %.1f %% of all,"
                        + " %.1f %% of the others answered, offered %.1f %% of the missed",
                first * 100,
                firstThree * 100,
                auroc,
                answered * 100,
                wrong * 100,
                wrongOfAll * 100,
                others * 100,
                offered * 100);
    }
}
