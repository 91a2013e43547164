package io.parley.language;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.Locale;

/** Makes spellings alike that mean the same, for recognising what was said; never for showing it. */
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

    private Spelling() {}

    /**
     * Half width, lower case, simplified characters, straight apostrophes; without invisible characters (controls other than line
     * breaks, marks of direction, half surrogates). Defined for every string.
     */
    public static String folded(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder(normal.length());
        for (int i = 0; i < normal.length(); ) {
            int c = normal.codePointAt(i);
            i += Character.charCount(c);
            if (c >= FIRST_HAN && c <= LAST_HAN) {
                folded.append(Simplified.TABLE[c - FIRST_HAN]);
                continue;
            }
            switch (Character.getType(c)) {
                case Character.CONTROL -> {
                    if (c == '\n' || c == '\t' || c == '\r') {
                        folded.append(c == '\t' ? ' ' : '\n');
                    }
                }
                case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> {
                    // carries no meaning, often hides some
                }
                case Character.SPACE_SEPARATOR -> folded.append(' ');
                default -> folded.appendCodePoint(c == '’' || c == '‘' || c == '`' ? '\'' : c);
            }
        }
        return folded.toString();
    }
}
