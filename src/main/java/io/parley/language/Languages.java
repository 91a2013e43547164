package io.parley.language;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells Chinese, English and mixtures apart by their scripts. */
public final class Languages {

    private Languages() {}

    /**
     * The language of a text. Digits, punctuation and emoji carry none; a text without any letters falls back to the channel's locale
     * and then to English. One or two Latin words in a Chinese sentence (product names, "ok") do not make it mixed.
     */
    public static Language guess(String text, @Nullable String locale) {
        int han = 0;
        int latinWords = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            Character.UnicodeScript script = Character.UnicodeScript.of(c);
            boolean latin = script == Character.UnicodeScript.LATIN;
            if (script == Character.UnicodeScript.HAN) {
                han++;
            } else if (latin && !inWord) {
                latinWords++;
            }
            inWord = latin || (inWord && (Character.isDigit(c) || c == '\'' || c == '-'));
        }
        if (han == 0 && latinWords == 0) {
            return locale != null && locale.toLowerCase(Locale.ROOT).startsWith("zh") ? Language.ZH : Language.EN;
        }
        if (han == 0) {
            return Language.EN;
        }
        if (latinWords <= 2 || latinWords * 4 <= han) {
            return latinWords > han ? Language.MIXED : Language.ZH;
        }
        return Language.MIXED;
    }
}
