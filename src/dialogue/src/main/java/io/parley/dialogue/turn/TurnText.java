package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Turn;
import io.parley.language.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The words of a turn.
 *
 * @param text the text to be understood: the words as they were written or, where an option was picked, that option's value
 * @param folded the same text with its spelling normalised; see {@link Spelling#folded}
 */
public record TurnText(String text, String folded) {

    /** Longer turns are judged by their end, which is where the question is. */
    private static final int JUDGED = 4_000;

    public static TurnText in(Turn turn) {
        String words = turn.said().stream()
                .flatMap(List::stream)
                .filter(content -> !(content instanceof Content.Media))
                .map(Content::plainText)
                .collect(Collectors.joining("\n"));
        // An open form knows its own options, and what else may answer its question.
        Optional<String> picked =
                turn.memory().form() == null ? OptionPicker.from(turn.memory().offered(), words) : Optional.empty();
        String text = end(picked.orElse(words));
        return new TurnText(text, end(Spelling.folded(text))); // folding may lengthen
    }

    public boolean isWordless() {
        return folded.codePoints().noneMatch(Character::isLetterOrDigit);
    }

    private static String end(String text) {
        int from = Math.max(0, text.length() - JUDGED);
        boolean half = from > 0 && from < text.length() && Character.isLowSurrogate(text.charAt(from));
        return text.substring(half ? from + 1 : from);
    }
}
