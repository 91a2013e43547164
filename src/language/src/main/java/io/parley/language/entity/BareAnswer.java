package io.parley.language.entity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole text without its filler words, when it may be the answer to a question for one thing.
 *
 * @param start in the folded text
 * @param end exclusive
 */
record BareAnswer(String text, int start, int end) {

    private static final int LONGEST = 40;

    private static final Pattern AROUND =
            Pattern.compile("[\\s。.,，!！?？~]{0,8}+(?:(?:是|要|就|大概|about|just)\\s?){0,2}+([^\\s].{0,40}?)"
                    + "(?:\\s?(?:的|吧|哦|呢|啊|please))?[\\s。.,，!！?？~]{0,8}");

    /** Empty for anything longer than an answer. */
    static Optional<BareAnswer> of(String folded) {
        if (folded.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = AROUND.matcher(folded);
        return matcher.matches()
                ? Optional.of(new BareAnswer(matcher.group(1), matcher.start(1), matcher.end(1)))
                : Optional.empty();
    }
}
