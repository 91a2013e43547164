package io.parley;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text in one or more languages, e.g. the name an agent goes by. In JSON a plain map, such as {@code {"zh": "订单", "en": "Orders"}}.
 *
 * @param texts by language tag (BCP 47, e.g. {@code zh}, {@code en-GB}), at least one; a blank one has not been written yet and is skipped
 */
public record LocalizedText(@JsonValue Map<String, String> texts) {

    /** The languages that stand in for a missing one. */
    private static final List<String> FALLBACK = List.of("en", "zh");

    private static final int MAX_LANGUAGES = 50;
    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,5}");

    /** @throws IllegalArgumentException if there is no text, there are too many, one is null, or a key is not a language tag */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    @SuppressWarnings("ConstantValue") // Jackson passes null for a text that is null
    public LocalizedText {
        if (texts.isEmpty() || texts.size() > MAX_LANGUAGES) {
            throw new IllegalArgumentException("a text needs 1 to " + MAX_LANGUAGES + " languages");
        }
        texts.forEach((tag, text) -> {
            if (!TAG.matcher(tag).matches() || text == null) {
                throw new IllegalArgumentException("a text in languages is written like {zh: ..., en-GB: ...}");
            }
        });
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /** Creates a text in the two languages of the product itself. */
    public static LocalizedText of(String zh, String en) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("zh", zh);
        texts.put("en", en);
        return new LocalizedText(texts);
    }

    /**
     * Returns the text for a reader of this language: that of the tag itself; else of the tag with parts removed from its end (for
     * {@code zh-Hant-TW} next {@code zh-Hant}, {@code zh}); else of another form of the same language; else English, else Chinese, else
     * the first that is not blank. Blank only if every text is.
     *
     * @param languageTag e.g. {@code zh-CN}, in any case
     */
    public String in(String languageTag) {
        for (String tag = languageTag; !tag.isEmpty(); tag = withoutLastPart(tag)) {
            String text = only(tag);
            if (!text.isBlank()) {
                return text;
            }
        }
        String language = languageOf(languageTag);
        return texts.entrySet().stream()
                .filter(entry -> languageOf(entry.getKey()).equals(language))
                .map(Map.Entry::getValue)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElseGet(this::otherwise);
    }

    /** Returns the text of exactly this tag, in any case; empty if there is none. */
    public String only(String languageTag) {
        String text = texts.get(languageTag);
        return text != null
                ? text
                : texts.entrySet().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(languageTag))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("");
    }

    /** Whether the text is blank in every language. */
    public boolean isBlank() {
        return texts.values().stream().allMatch(String::isBlank);
    }

    private String otherwise() {
        for (String tag : FALLBACK) {
            if (!only(tag).isBlank()) {
                return only(tag);
            }
        }
        return texts.values().stream()
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
    }

    private static String withoutLastPart(String tag) {
        return tag.substring(0, Math.max(0, tag.lastIndexOf('-')));
    }

    private static String languageOf(String tag) {
        int end = tag.indexOf('-');
        return (end < 0 ? tag : tag.substring(0, end)).toLowerCase(Locale.ROOT);
    }
}
