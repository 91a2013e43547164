package io.parley.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The kind of label of a phrase. */
public enum PhraseKind {
    INTENTS,
    EMOTIONS;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
