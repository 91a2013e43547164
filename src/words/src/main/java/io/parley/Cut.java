package io.parley;

/** Shortens text for people where there is no room for more. */
public final class Cut {

    private Cut() {}

    /**
     * Returns the text, or its beginning and an ellipsis; never splits a surrogate pair.
     *
     * @param most UTF-16 units of the result, at least 2
     */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
