package io.parley.dialogue.turn;

import io.parley.LocalizedText;
import java.util.Locale;
import java.util.ResourceBundle;

/** What each policy is for; the texts are in {@code policies_zh.properties} and {@code policies_en.properties}. */
final class PolicyTexts {

    private static final ResourceBundle ZH = texts(Locale.SIMPLIFIED_CHINESE);
    private static final ResourceBundle EN = texts(Locale.ENGLISH);

    private PolicyTexts() {}

    private static ResourceBundle texts(Locale locale) {
        return ResourceBundle.getBundle(
                "io.parley.dialogue.turn.policies",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    static LocalizedText purpose(String policy) {
        return LocalizedText.of(ZH.getString(policy), EN.getString(policy));
    }
}
