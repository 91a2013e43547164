package io.parley.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What phrases are labelled with. */
public enum PhraseKind {
    INTENTS,
    EMOTIONS;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
