package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.StandardTexts.Words;
import io.parley.language.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The customer's own words as the value of a slot. */
final class FreeText {

    private FreeText() {}

    /** Returns the text on one line, without invisible characters, cut if it is too long, but never inside a surrogate pair. */
    static String clean(String text, int most) {
        StringBuilder clean = new StringBuilder();
        int letters = 0;
        for (int i = 0; i < text.length() && letters < most; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int type = Character.getType(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                if (clean.length() > 0 && clean.charAt(clean.length() - 1) != ' ') {
                    clean.append(' ');
                    letters++;
                }
            } else if (type != Character.CONTROL
                    && type != Character.SURROGATE
                    && type != Character.FORMAT
                    && type != Character.UNASSIGNED) {
                clean.appendCodePoint(c);
                letters++;
            }
        }
        return clean.toString().strip();
    }

    /** Returns the parts of a text that name none of these values: the address in "5 Nanjing Road, phone 138...". */
    static String without(String text, Collection<FormState.Filled> values) {
        List<String> named = values.stream()
                .map(value -> {
                    String shown = value.shown();
                    return shown == null ? value.value() : shown;
                })
                .filter(value -> !value.isEmpty())
                .toList();
        String kept = Stream.of(text.split("[,，;；。\\n]+"))
                .filter(part -> named.stream()
                        .noneMatch(value -> part.toUpperCase(Locale.ROOT).contains(value.toUpperCase(Locale.ROOT))))
                .collect(Collectors.joining("，"));
        return named.isEmpty() || letters(kept) == 0 ? text : kept;
    }

    /** Returns how much a text says: the number of its letters, with a Chinese character counting twice. */
    static int letters(String text) {
        return text.codePoints()
                .filter(Character::isLetter)
                .map(c -> Character.isIdeographic(c) ? 2 : 1)
                .sum();
    }

    /** Returns the new value in "the address should be 5 Nanjing Road", when the text names the slot. */
    static Optional<String> afterName(Slot slot, String text, int most) {
        String bare = Wording.bare(Spelling.folded(text));
        if (!Wording.contains(bare, slot.words())) {
            return Optional.empty();
        }
        for (String becomes : StandardTexts.INSTANCE.words(Words.BECOMES)) {
            boolean latin = becomes.charAt(0) < 0x80;
            String mark = latin ? " " + becomes + " " : becomes;
            for (int i = 0; i + mark.length() < text.length(); i++) {
                if (text.regionMatches(true, i, mark, 0, mark.length())) {
                    String value = clean(text.substring(i + mark.length()), most);
                    if (letters(value) > 1) {
                        return Optional.of(value);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
