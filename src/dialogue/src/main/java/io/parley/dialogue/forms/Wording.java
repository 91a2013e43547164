package io.parley.dialogue.forms;

import java.util.Collection;
import java.util.List;

/** Compares folded texts with lists of words, in time linear in the length of the text. */
final class Wording {

    /** Longer texts are not made of a few words. */
    private static final int SHORT = 80;

    private Wording() {}

    /** Reduces a text to letters, digits, apostrophes and single spaces. */
    static String bare(String folded) {
        StringBuilder bare = new StringBuilder(folded.length());
        folded.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || (c == '\'' && bare.length() > 0)) {
                bare.appendCodePoint(c);
            } else if (bare.length() > 0 && bare.charAt(bare.length() - 1) != ' ') {
                bare.append(' ');
            }
        });
        return bare.toString().strip();
    }

    /**
     * Whether a text is nothing but words of two lists, with at least one of the first.
     *
     * @param bare as returned by {@link #bare}, as are the words
     */
    static boolean madeOf(String bare, Collection<String> needed, Collection<String> allowed) {
        int length = bare.length();
        if (length == 0 || length > SHORT) {
            return false;
        }
        // How each place can be reached: not at all, by allowed words only, with a needed one.
        boolean[] plain = new boolean[length + 1];
        boolean[] with = new boolean[length + 1];
        plain[0] = true;
        for (int i = 0; i < length; i++) {
            if (!plain[i] && !with[i]) {
                continue;
            }
            if (bare.charAt(i) == ' ') {
                plain[i + 1] |= plain[i];
                with[i + 1] |= with[i];
            }
            for (String word : needed) {
                if (standsAt(bare, word, i)) {
                    with[i + word.length()] = true;
                }
            }
            for (String word : allowed) {
                if (standsAt(bare, word, i)) {
                    plain[i + word.length()] |= plain[i];
                    with[i + word.length()] |= with[i];
                }
            }
        }
        return with[length];
    }

    /** Whether a text is nothing but allowed words; also true of an empty one. */
    static boolean madeOf(String bare, Collection<String> allowed) {
        return bare.isEmpty() || madeOf(bare, allowed, List.of());
    }

    static boolean contains(String bare, Collection<String> words) {
        return words.stream().anyMatch(word -> find(bare, word, 0) >= 0);
    }

    /** Returns the position of a word, starting at a position; -1 if it is not found. */
    static int find(String bare, String word, int from) {
        for (int i = bare.indexOf(word, from); i >= 0 && !word.isEmpty(); i = bare.indexOf(word, i + 1)) {
            if (standsAt(bare, word, i)) {
                return i;
            }
        }
        return -1;
    }

    static boolean endsWith(String bare, Collection<String> words) {
        return words.stream()
                .anyMatch(word -> bare.endsWith(word) && standsAt(bare, word, bare.length() - word.length()));
    }

    static boolean startsWith(String bare, Collection<String> words) {
        return words.stream().anyMatch(word -> standsAt(bare, word, 0));
    }

    /** Whether a word stands at a position. Latin words and numbers do not stand inside others; Chinese ones have no gaps. */
    private static boolean standsAt(String bare, String word, int at) {
        if (word.isEmpty() || !bare.startsWith(word, at)) {
            return false;
        }
        int end = at + word.length();
        boolean begins = at == 0 || !(isLatin(word.charAt(0)) && isLatin(bare.charAt(at - 1)));
        boolean ends = end == bare.length() || !(isLatin(word.charAt(word.length() - 1)) && isLatin(bare.charAt(end)));
        return begins && ends;
    }

    private static boolean isLatin(char c) {
        return c < 0x250 && (Character.isLetterOrDigit(c) || c == '\'');
    }
}
