package io.parley.dialogue.turn;

import io.parley.Cut;
import io.parley.dialogue.bot.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Summarises what a human who takes over should know at a glance. */
final class Summaries {

    private static final int QUESTION = 200;

    private Summaries() {}

    /**
     * @param reason the first sentence
     * @param lines what was filled in, a line each
     * @param question the customer's words; null when there were none
     * @param tried codes as in {@link Memory#tried}
     */
    static String of(
            Phrases phrases,
            BotKnowledge known,
            String reason,
            List<String> lines,
            @Nullable String question,
            List<String> tried) {
        List<String> sentences = new ArrayList<>();
        sentences.add(reason);
        sentences.addAll(lines);
        if (question != null) {
            sentences.add(phrases.say("summary.asked", question));
        }
        List<String> told = tried.stream()
                .distinct()
                .flatMap(code -> told(phrases, known, code).stream())
                .toList();
        sentences.add(
                told.isEmpty()
                        ? phrases.say("summary.nothing.tried")
                        : phrases.say("summary.tried", String.join(phrases.say("summary.list.gap"), told)));
        return String.join("\n", sentences);
    }

    private static Optional<String> told(Phrases phrases, BotKnowledge known, String code) {
        int colon = code.indexOf(':');
        String kind = colon < 0 ? code : code.substring(0, colon);
        String what = code.substring(colon + 1);
        return switch (kind) {
            case MemoryCodes.ARTICLE ->
                known.index()
                        .article(what)
                        .map(article ->
                                phrases.say("tried.article", article.title().in(phrases.tag())));
            case MemoryCodes.PRODUCT ->
                known.products()
                        .product(what)
                        .map(product ->
                                phrases.say("tried.product", product.name().in(phrases.tag())));
            case MemoryCodes.PROBLEM ->
                known.products()
                        .problem(what)
                        .map(problem ->
                                phrases.say("tried.problem", problem.name().in(phrases.tag())));
            case MemoryCodes.FORM -> form(phrases, known, "tried.form", what);
            case MemoryCodes.BEGUN_FORM -> form(phrases, known, "tried.form.begun", what);
            case MemoryCodes.LEFT_FORM -> form(phrases, known, "tried.form.left", what);
            default -> Optional.empty();
        };
    }

    /** @param what the form's name and, where known, the order it was about */
    private static Optional<String> form(Phrases phrases, BotKnowledge known, String key, String what) {
        int colon = what.indexOf(':');
        return known.forms()
                .named(colon < 0 ? what : what.substring(0, colon))
                .map(form -> form.title(phrases.language()))
                .map(title -> colon < 0
                        ? phrases.say("tried.form.title", title)
                        : phrases.say("tried.form.order", title, what.substring(colon + 1)))
                .map(about -> phrases.say(key, about));
    }

    /** Returns a question on one line, cut if it is too long, but never inside a surrogate pair. */
    static String cut(String question) {
        String line = question.strip().replaceAll("\\s+", " ");
        return Cut.to(QUESTION, line);
    }
}
