package io.parley;

/** A text in both languages of the product, e.g. the name an agent goes by. */
public record LocalizedText(String zh, String en) {

    /** The one for a language tag such as {@code zh-CN}; English for everything that is not Chinese. */
    public String in(String languageTag) {
        return languageTag.toLowerCase(java.util.Locale.ROOT).startsWith("zh") ? zh : en;
    }
}
