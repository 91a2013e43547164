package io.parley.dialogue.turn;

import io.parley.language.Language;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the bot says, in one language; the texts are in {@code phrases_zh.properties} and {@code phrases_en.properties}. */
public final class Phrases {

    private static final Phrases ZH = new Phrases(Locale.SIMPLIFIED_CHINESE);
    private static final Phrases EN = new Phrases(Locale.ENGLISH);

    private final Locale locale;
    private final ResourceBundle texts;

    private Phrases(Locale locale) {
        this.locale = locale;
        texts = ResourceBundle.getBundle(
                "io.parley.dialogue.phrases",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Returns the phrases in a language; a mixed text is answered in Chinese. */
    public static Phrases in(Language language) {
        return language == Language.EN ? EN : ZH;
    }

    Language language() {
        return this == ZH ? Language.ZH : Language.EN;
    }

    Locale locale() {
        return locale;
    }

    /** Returns the language tag for {@link io.parley.LocalizedText#in}. */
    String tag() {
        return locale.toLanguageTag();
    }

    /** Returns a phrase with its arguments inserted; format numbers and dates beforehand. */
    public String say(String key, Object... arguments) {
        return new MessageFormat(texts.getString(key), locale).format(arguments);
    }
}
