package io.parley.language;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import java.util.Arrays;
import java.util.Locale;

/** Unifies equivalent spellings for recognition; folded texts are never displayed. */
public final class Spelling {

    private static final char FIRST_HAN = '\u3400';
    private static final char LAST_HAN = '\u9fff';

    private static final class Simplified {
        /** By character from {@link #FIRST_HAN}; filled once, as the transliterator itself takes a lock on every use. */
        private static final char[] TABLE = table();

        private static char[] table() {
            StringBuilder all = new StringBuilder();
            for (char c = FIRST_HAN; c <= LAST_HAN; c++) {
                all.append(c).append('\n');
            }
            String[] simplified = Transliterator.getInstance("Traditional-Simplified")
                    .transliterate(all.toString())
                    .split("\n", -1);
            char[] table = new char[LAST_HAN - FIRST_HAN + 1];
            for (int i = 0; i < table.length; i++) {
                table[i] = simplified[i].length() == 1 ? simplified[i].charAt(0) : (char) (FIRST_HAN + i);
            }
            return table;
        }
    }

    private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();

    /** A character below this never combines with the one before it: all combining marks have higher code points. */
    private static final int FIRST_JOINING = 0x300;

    private Spelling() {}

    /**
     * Half width, lower case, simplified characters, straight apostrophes; without invisible characters (controls other than line breaks,
     * directional marks, unpaired surrogates). Accepts any string.
     */
    public static String folded(String text) {
        return fold(text).text();
    }

    /** The result of {@link #folded}, and where in the original each part of it was. Takes time proportional to the length. */
    public static Folded fold(String text) {
        Folding folding = new Folding(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            int end = next;
            while (end < text.length() && joins(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (end == next && c >= FIRST_HAN && c <= LAST_HAN) {
                folding.add(Simplified.TABLE[c - FIRST_HAN], i, end);
            } else if (end == next && c > ' ' && c < 0x7f && c != '`') {
                folding.add(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : (char) c, i, end);
            } else {
                folding.addAll(NFKC.normalize(text.substring(i, end)).toLowerCase(Locale.ROOT), i, end);
            }
            i = end;
        }
        return new Folded(text, folding.text.toString(), folding.starts, folding.ends);
    }

    private static boolean joins(int c) {
        return c >= FIRST_JOINING && !(c >= FIRST_HAN && c <= LAST_HAN) && !NFKC.hasBoundaryBefore(c);
    }

    /** A folded text that can be mapped back to the original. */
    public static final class Folded {
        private final String original;
        private final String text;
        private final int[] starts;
        private final int[] ends;

        private Folded(String original, String text, int[] starts, int[] ends) {
            this.original = original;
            this.text = text;
            this.starts = starts;
            this.ends = ends;
        }

        /** The folded text. */
        public String text() {
            return text;
        }

        /** Where the part at this index of the folded text begins in the original, in UTF-16 code units. */
        public int start(int index) {
            return starts[index];
        }

        /** Where the part of the folded text that ends before this index ends in the original, exclusive; the index is above 0. */
        public int end(int index) {
            return ends[index - 1];
        }

        /** The original of the folded text between {@code from} and {@code to}, exclusive; not empty. */
        public String original(int from, int to) {
            return original.substring(start(from), end(to));
        }
    }

    private static final class Folding {
        private final StringBuilder text;
        private int[] starts;
        private int[] ends;

        private Folding(int length) {
            text = new StringBuilder(length);
            starts = new int[length];
            ends = new int[length];
        }

        private void add(char c, int start, int end) {
            int at = text.length();
            if (at == starts.length) {
                starts = Arrays.copyOf(starts, at * 2);
                ends = Arrays.copyOf(ends, at * 2);
            }
            starts[at] = start;
            ends[at] = end;
            text.append(c);
        }

        private void addAll(String normal, int start, int end) {
            for (int i = 0; i < normal.length(); ) {
                int c = normal.codePointAt(i);
                i += Character.charCount(c);
                if (c >= FIRST_HAN && c <= LAST_HAN) {
                    add(Simplified.TABLE[c - FIRST_HAN], start, end);
                    continue;
                }
                switch (Character.getType(c)) {
                    case Character.CONTROL -> {
                        if (c == '\n' || c == '\t' || c == '\r') {
                            add(c == '\t' ? ' ' : '\n', start, end);
                        }
                    }
                    case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> {
                        // carries no meaning and is often used to hide it
                    }
                    case Character.SPACE_SEPARATOR -> add(' ', start, end);
                    default -> {
                        if (c == '’' || c == '‘' || c == '`') {
                            add('\'', start, end);
                        } else if (Character.isBmpCodePoint(c)) {
                            add((char) c, start, end);
                        } else {
                            add(Character.highSurrogate(c), start, end);
                            add(Character.lowSurrogate(c), start, end);
                        }
                    }
                }
            }
        }
    }
}
