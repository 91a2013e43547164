package io.parley.language;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Distinguishes Chinese, English and mixtures by their scripts. */
public final class Languages {

    /** Latin words that are common in every language. */
    private static final Set<String> NEUTRAL = Set.of("ok", "okay", "vip", "app", "sms", "rmb");

    private static final int LONGEST_NEUTRAL = 5;

    private Languages() {}

    /**
     * The language of a text, or, when it has none (see {@link #recognised}), that of the channel's locale, or else English.
     *
     * @param locale a language tag such as {@code zh-CN}
     */
    public static Language guess(String text, @Nullable String locale) {
        return recognised(text)
                .orElseGet(() ->
                        locale != null && locale.toLowerCase(Locale.ROOT).startsWith("zh") ? Language.ZH : Language.EN);
    }

    /**
     * The language of a text; empty when there is nothing to recognise it by: digits, punctuation, emoji and codes such as order or model
     * numbers carry no language. One or two Latin words in a Chinese sentence (product names, "ok") do not make it mixed.
     */
    public static Optional<Language> recognised(String text) {
        int han = 0;
        int latinWords = 0;
        StringBuilder word = new StringBuilder();
        boolean letters = false;
        boolean digits = false;
        for (int i = 0; i <= text.length(); ) {
            int c = i < text.length() ? text.codePointAt(i) : ' ';
            i += Character.charCount(c);
            int type = Character.getType(c);
            if (type == Character.FORMAT || type == Character.NON_SPACING_MARK) {
                continue;
            }
            boolean latin = isLatin(c);
            boolean digit = Character.isDigit(c);
            if (latin || digit || (letters && (c == '\'' || c == '’')) || ((letters || digits) && c == '-')) {
                letters |= latin;
                digits |= digit;
                if (word.length() <= LONGEST_NEUTRAL) {
                    word.appendCodePoint(c);
                }
                continue;
            }
            if (letters && !digits && !NEUTRAL.contains(word.toString().toLowerCase(Locale.ROOT))) {
                latinWords++;
            }
            word.setLength(0);
            letters = false;
            digits = false;
            if (Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN && Character.isLetter(c)) {
                han++;
            }
        }
        if (han == 0) {
            return latinWords == 0 ? Optional.empty() : Optional.of(Language.EN);
        }
        boolean few = latinWords <= 2 || latinWords * 4 <= han;
        return Optional.of(few && latinWords <= han ? Language.ZH : Language.MIXED);
    }

    private static boolean isLatin(int c) {
        return Character.isLetter(c) && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }
}
