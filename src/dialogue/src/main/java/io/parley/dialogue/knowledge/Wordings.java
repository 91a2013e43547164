package io.parley.dialogue.knowledge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces fixed wordings in a text, the longest at each place first. English wordings match whole words only; Chinese has no such
 * boundaries, and a Chinese character next to an English word is one. Indexed by first character, because one regular expression of all
 * wordings took three quarters of the time of a whole decision.
 */
final class Wordings {

    private record Wording(String text, String replacement, boolean wholeWord) {}

    private final Map<Character, List<Wording>> byFirst = new HashMap<>();

    /** @param replacements by wording, in folded spelling */
    Wordings(Map<String, String> replacements) {
        replacements.forEach((text, replacement) -> byFirst.computeIfAbsent(text.charAt(0), first -> new ArrayList<>())
                .add(new Wording(text, replacement, isWord(text.charAt(0)))));
        byFirst.values()
                .forEach(wordings -> wordings.sort(Comparator.comparingInt(
                                (Wording wording) -> -wording.text().length())
                        .thenComparing(Wording::text)));
    }

    String replaceIn(String text) {
        StringBuilder replaced = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            Wording found = find(text, at);
            if (found == null) {
                replaced.append(text.charAt(at++));
            } else {
                replaced.append(found.replacement());
                at += found.text().length();
            }
        }
        return replaced.toString();
    }

    private @Nullable Wording find(String text, int at) {
        for (Wording wording : byFirst.getOrDefault(text.charAt(at), List.of())) {
            int end = at + wording.text().length();
            if (text.startsWith(wording.text(), at)
                    && !(wording.wholeWord()
                            && ((at > 0 && isWord(text.charAt(at - 1)))
                                    || (end < text.length() && isWord(text.charAt(end)))))) {
                return wording;
            }
        }
        return null;
    }

    private static boolean isWord(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
    }
}
