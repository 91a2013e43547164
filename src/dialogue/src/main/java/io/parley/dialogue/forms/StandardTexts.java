package io.parley.dialogue.forms;

import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.language.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Texts common to all forms, and the words by which customers answer any of them; read from the resource {@code standard.yaml}. */
final class StandardTexts {

    /** The form's subject, in the texts that speak of it. */
    static final String ABOUT = "about";

    /** The values to choose from. */
    static final String VALUES = "values";

    /** Where to sign in, in the texts that ask for it; missing where the company has not said. */
    static final String LINK = "link";

    /** What people say, whichever form they are in. Folded and bare. */
    enum Words {
        YES,
        /** The first word of a text that agrees. */
        AGREE,
        NO,
        /** The first word of a text that does not agree. */
        DISAGREE,
        CANCEL,
        /** Qualifies a yes: "but". */
        RESERVE,
        /** Says that something was wrong or meant differently. */
        CORRECTION,
        /** Says that another one is meant without saying which. */
        OTHER,
        /** Between what is named and its new value. */
        BECOMES,
        /** Directly before a value: the value is not meant. */
        NEGATION,
        /** Says that there is no value for an optional slot. */
        SKIP,
        QUESTION,
        /** Adds nothing. */
        FILLER,
        /** Before or around an ordinal number. */
        ORDINAL,
        /** Says that the customer has signed in. */
        SIGNED_IN
    }

    /** What is said in any form. */
    enum TextKey {
        CANCELLED,
        AGAIN,
        RESUME,
        BACK,
        CHANGE,
        WHICH,
        MISSED,
        FAILED,
        UNKNOWN,
        YES,
        NO,
        LEAVE,
        SKIP,
        BEGUN,
        MORE,
        SIGN_IN,
        SIGN_IN_AGAIN,
        SIGNED_IN,
        UNPROVEN
    }

    static final StandardTexts INSTANCE = load();

    private final Map<Words, List<String>> words = new HashMap<>();
    private final Map<TextKey, FormText> texts = new HashMap<>();
    private final List<List<String>> ordinals;

    private StandardTexts(YamlNode root) {
        for (Words kind : Words.values()) {
            words.put(kind, folded(root.required("words").required(key(kind))));
        }
        for (TextKey said : TextKey.values()) {
            Set<String> arguments = said == TextKey.MORE ? FormList.MORE_ARGUMENTS : Set.of(ABOUT, VALUES, LINK);
            texts.put(said, FormText.read(root.required("texts").required(key(said)), arguments));
        }
        ordinals = root.required("ordinals").list().stream()
                .map(StandardTexts::folded)
                .toList();
    }

    private static StandardTexts load() {
        try (InputStream in = StandardTexts.class.getResourceAsStream("standard.yaml")) {
            return new StandardTexts(Yaml.read("standard.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("standard.yaml in the jar cannot be read", e);
        }
    }

    private static String key(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> folded(YamlNode list) {
        return list.list().stream()
                .map(word -> Wording.bare(Spelling.folded(word.scalar())))
                .toList();
    }

    List<String> words(Words kind) {
        return Objects.requireNonNull(words.get(kind));
    }

    FormText text(TextKey said) {
        return Objects.requireNonNull(texts.get(said));
    }

    FormText more() {
        return text(TextKey.MORE);
    }

    /** The words for the first, the second, and so on. */
    List<List<String>> ordinals() {
        return ordinals;
    }
}
