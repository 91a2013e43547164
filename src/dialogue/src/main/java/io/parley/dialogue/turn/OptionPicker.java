package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.language.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds which of the most recently offered options a customer means: by its number, where a channel shows no buttons, or by its label. */
final class OptionPicker {

    private static final Map<String, Integer> ORDINALS = Map.ofEntries(
            Map.entry("一", 1),
            Map.entry("二", 2),
            Map.entry("两", 2),
            Map.entry("三", 3),
            Map.entry("四", 4),
            Map.entry("五", 5),
            Map.entry("六", 6),
            Map.entry("first", 1),
            Map.entry("second", 2),
            Map.entry("third", 3),
            Map.entry("fourth", 4),
            Map.entry("fifth", 5),
            Map.entry("one", 1),
            Map.entry("two", 2),
            Map.entry("three", 3));

    private static final Pattern NUMBER = Pattern.compile(
            "(?:选|我选|就|要|option|number|no\\.?|the|#)?\\s?第?\\s?([1-9]|[一二两三四五六]|first|second|third|fourth|fifth|one|two|three)\\s?(?:个|项|种|号|one|option)?(?:吧|please)?[.。、)）]?");

    private OptionPicker() {}

    /** Returns the value of the option that is picked by nothing but its number or its label. */
    static Optional<String> from(List<Content.Option> offered, String text) {
        String said = Spelling.folded(text).strip();
        if (said.isEmpty() || said.length() > 60) {
            return Optional.empty();
        }
        for (Content.Option option : offered) {
            if (said.equals(Spelling.folded(option.label()).strip())) {
                return Optional.of(option.value());
            }
        }
        Matcher number = NUMBER.matcher(said);
        if (!number.matches()) {
            return Optional.empty();
        }
        String which = number.group(1);
        int place = ORDINALS.containsKey(which) ? ORDINALS.get(which) : Integer.parseInt(which);
        return place <= offered.size() ? Optional.of(offered.get(place - 1).value()) : Optional.empty();
    }
}
