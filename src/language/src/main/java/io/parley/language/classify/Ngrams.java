package io.parley.language.classify;

import io.parley.language.Spelling;
import java.util.HashMap;
import java.util.Map;

/**
 * The pieces of a text that a classifier counts. Of words in an alphabet: the words, their pairs, and runs of letters within them (which
 * tolerate typos). Of Chinese: single characters, pairs and triples, the sounds of pairs and triples (which tolerate homophones), and the
 * letters that these begin with: "tk" is short for what sounds "tui kuan". All digits count as the same: the number of an order does not
 * show what is wanted.
 */
final class Ngrams {

    private static final int SHORTEST_LETTERS = 3;
    private static final int LONGEST_LETTERS = 5;
    private static final int LONGEST_HAN = 3;
    private static final int SHORTEST_SOUNDS = 2;

    /** Enough for what a customer types; of an essay only the beginning is counted. */
    private static final int MAX_CHARACTERS = 1_000;

    private Ngrams() {}

    /** How often each occurs. */
    static Map<String, Integer> of(String text) {
        String folded = Spelling.folded(text);
        Map<String, Integer> counts = new HashMap<>();
        int[] points = folded.codePoints()
                .limit(MAX_CHARACTERS)
                .map(c -> Character.isDigit(c) ? '0' : c)
                .toArray();
        String before = "^";
        int i = 0;
        while (i < points.length) {
            int start = i;
            if (isHan(points[i])) {
                while (i < points.length && isHan(points[i])) {
                    i++;
                }
                han(points, start, i, counts);
                sounds(points, start, i, counts);
                before = "|";
            } else if (isLetter(points[i])) {
                while (i < points.length && isLetter(points[i])) {
                    i++;
                }
                String word = new String(points, start, i - start);
                add(counts, "w" + word);
                add(counts, "p" + before + " " + word);
                if (i - start >= SHORTEST_SOUNDS && i - start <= LONGEST_HAN) {
                    add(counts, "i" + word);
                }
                letters(word, counts);
                before = word;
            } else {
                if (points[i] == '?' || points[i] == '!') {
                    add(counts, "m" + (char) points[i]);
                }
                i++;
            }
        }
        return counts;
    }

    private static void han(int[] points, int from, int to, Map<String, Integer> counts) {
        for (int at = from; at < to; at++) {
            for (int length = 1; length <= LONGEST_HAN && at + length <= to; length++) {
                add(counts, "h" + new String(points, at, length));
            }
        }
    }

    private static void sounds(int[] points, int from, int to, Map<String, Integer> counts) {
        for (int at = from; at < to; at++) {
            StringBuilder sounds = new StringBuilder("y");
            StringBuilder initials = new StringBuilder("i");
            for (int length = 1; length <= LONGEST_HAN && at + length <= to; length++) {
                String sound = Sounds.of(points[at + length - 1]);
                sounds.append(' ').append(sound);
                initials.appendCodePoint(sound.codePointAt(0));
                if (length >= SHORTEST_SOUNDS) {
                    add(counts, sounds.toString());
                    add(counts, initials.toString());
                }
            }
        }
    }

    private static void letters(String word, Map<String, Integer> counts) {
        String marked = "_" + word + "_";
        for (int at = 0; at < marked.length(); at++) {
            for (int length = SHORTEST_LETTERS; length <= LONGEST_LETTERS && at + length <= marked.length(); length++) {
                add(counts, "c" + marked.substring(at, at + length));
            }
        }
    }

    private static void add(Map<String, Integer> counts, String gram) {
        counts.merge(gram, 1, Integer::sum);
    }

    private static boolean isHan(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
    }

    private static boolean isLetter(int c) {
        return (Character.isLetterOrDigit(c) || c == '\'') && !isHan(c);
    }
}
