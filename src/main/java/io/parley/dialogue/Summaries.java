package io.parley.dialogue;

import io.parley.dialogue.knowledge.KnowledgeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a human is told at a glance when taking over. */
final class Summaries {

    private static final int QUESTION = 200;

    private Summaries() {}

    /**
     * @param reason the first sentence
     * @param question the customer's words; missing when there were none
     * @param tried codes as in {@link Bot.Memory#tried}
     */
    static String of(
            Phrases phrases, KnowledgeIndex index, String reason, @Nullable String question, List<String> tried) {
        List<String> sentences = new ArrayList<>();
        sentences.add(reason);
        if (question != null) {
            sentences.add(phrases.say("summary.asked", question));
        }
        List<String> told = tried.stream()
                .distinct()
                .flatMap(code -> told(phrases, index, code).stream())
                .toList();
        sentences.add(
                told.isEmpty()
                        ? phrases.say("summary.nothing.tried")
                        : phrases.say("summary.tried", String.join(phrases.say("summary.list.gap"), told)));
        return String.join("\n", sentences);
    }

    private static Optional<String> told(Phrases phrases, KnowledgeIndex index, String code) {
        int colon = code.indexOf(':');
        String kind = colon < 0 ? code : code.substring(0, colon);
        String what = code.substring(colon + 1);
        return switch (kind) {
            case FirstBot.TRIED_ARTICLE ->
                index.article(what)
                        .map(article ->
                                phrases.say("tried.article", article.title().in(phrases.tag())));
            case FirstBot.TRIED_ORDER -> Optional.of(phrases.say("tried.order-status", what));
            case FirstBot.AWAITING_ORDER_NUMBER -> Optional.of(phrases.say("tried.order-number"));
            default -> Optional.empty();
        };
    }

    /** A question on one line, cut where it gets long; never between the halves of a character. */
    static String cut(String question) {
        String line = question.strip().replaceAll("\\s+", " ");
        if (line.length() <= QUESTION) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(QUESTION - 2)) ? QUESTION - 2 : QUESTION - 1;
        return line.substring(0, end) + "…";
    }
}
