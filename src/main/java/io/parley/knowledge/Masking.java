package io.parley.knowledge;

import java.util.regex.Pattern;

/** Takes personal data out of what customers and agents wrote, before it is shown apart from its conversation. */
final class Masking {

    /** Longer texts are cut before they are looked at. */
    private static final int LOOKED_AT = 2_000;

    private static final Pattern E_MAIL =
            Pattern.compile("[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){1,5}");

    /** Numbers of orders, phones, cards and the like, also when written in groups. */
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}(?:[ .()-]?\\p{Nd}){4,}+");

    private Masking() {}

    /** The text on as many lines as it had, e-mail addresses and numbers of five digits and more replaced. */
    static String masked(String text) {
        String looked = cut(text.strip(), LOOKED_AT);
        return NUMBER.matcher(E_MAIL.matcher(looked).replaceAll("[@]")).replaceAll("[#]");
    }

    /** A masked text on one line without what stands for the masked parts: nobody else would ask with them. */
    static String withoutMarks(String masked) {
        return masked.replaceAll("\\[[@#]]", " ").replaceAll("\\s+", " ").strip();
    }

    /** At most so many UTF-16 units, never between the halves of a character. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
