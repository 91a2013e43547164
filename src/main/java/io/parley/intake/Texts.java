package io.parley.intake;

import io.parley.ErrorCode;
import io.parley.Refused;

/** Makes typed text safe to store and to pass on, without changing its meaning. */
public final class Texts {

    private static final char NUL = '\0';
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /**
     * Returns the text with unpaired surrogates replaced by U+FFFD (they cannot be written as UTF-8) and with control characters removed,
     * except line feed and tab. CR LF and CR become line feeds.
     *
     * @param most maximum length of the result, in UTF-16 units
     * @throws Refused {@code TOO_LARGE} when it is longer; {@code BAD_REQUEST} when it contains NUL, which nobody can type, so it is not
     *     text
     */
    public static String clean(String text, int most) {
        if (text.length() > most * 2L) {
            throw tooLong(most);
        }
        if (text.indexOf(NUL) >= 0) {
            throw new Refused(ErrorCode.BAD_REQUEST, "A text must not contain NUL (U+0000). Remove it and send again.");
        }
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            boolean fine = pair || !(Character.isSurrogate(c) || (Character.isISOControl(c) && c != '\n' && c != '\t'));
            if (!fine && clean == null) {
                clean = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (clean != null) {
                if (pair) {
                    clean.append(c).append(text.charAt(i + 1));
                } else if (fine) {
                    clean.append(c);
                } else if (Character.isSurrogate(c)) {
                    clean.append(REPLACEMENT);
                } else if (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                    clean.append('\n');
                }
            }
            if (pair) {
                i++;
            }
        }
        String result = clean == null ? text : clean.toString();
        if (result.length() > most) {
            throw tooLong(most);
        }
        return result;
    }

    /** Whether {@link #clean} would leave the text unchanged, apart from its line endings. */
    public static boolean isClean(String text) {
        String lines = text.replace("\r", "");
        return lines.indexOf(NUL) < 0 && clean(lines, Integer.MAX_VALUE).equals(lines);
    }

    /**
     * Whether the text can serve as a person's id: it contains nothing that {@link #clean} changes and no invisible marks, which could make
     * two ids look the same or change the order in which one is read.
     */
    public static boolean isId(String text) {
        return isClean(text)
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    /** Returns a name cleaned as in {@link #clean}, on one line and without surrounding blanks; cut to {@code most} rather than refused. */
    public static String cleanName(String name, int most) {
        String line = clean(name.length() > most ? name.substring(0, most) : name, most)
                .replace('\n', ' ')
                .replace('\t', ' ')
                .strip();
        // Cutting may have split a surrogate pair; clean() has replaced the remaining half.
        return line;
    }

    private static Refused tooLong(int most) {
        return new Refused(
                ErrorCode.TOO_LARGE, "The text is too long. Send at most " + most + " characters per message.");
    }
}
