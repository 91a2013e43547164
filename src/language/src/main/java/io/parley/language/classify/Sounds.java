package io.parley.language.classify;

import com.ibm.icu.text.Transliterator;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How Chinese characters are pronounced: people who type by sound pick the wrong one of several that sound alike. */
final class Sounds {

    private static final char FIRST_HAN = '\u3400';
    private static final char LAST_HAN = '\u9fff';

    private static final Transliterator SPOKEN = Transliterator.getInstance("Han-Latin; Latin-ASCII; Any-Lower");

    /** Indexed by character from {@link #FIRST_HAN}; filled on demand, because most never occur and the transliterator is slow. */
    private static final AtomicReferenceArray<String> KNOWN = new AtomicReferenceArray<>(LAST_HAN - FIRST_HAN + 1);

    private Sounds() {}

    /** The most frequent sound in Hanyu Pinyin, without its tone; the character itself when no sound is known. Not empty. */
    static String of(int character) {
        if (character < FIRST_HAN || character > LAST_HAN) {
            return Character.toString(character);
        }
        String known = KNOWN.get(character - FIRST_HAN);
        if (known == null) {
            String spoken = SPOKEN.transliterate(Character.toString(character)).strip();
            known = spoken.isEmpty() ? Character.toString(character) : spoken;
            KNOWN.set(character - FIRST_HAN, known);
        }
        return known;
    }
}
