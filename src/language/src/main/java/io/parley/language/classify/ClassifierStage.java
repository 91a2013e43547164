package io.parley.language.classify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How closely a classifier looks at a text. */
public enum ClassifierStage {
    /** At words and runs of characters; takes a few hundredths of a millisecond. */
    WORDING,
    /**
     * At the wording and at everything {@linkplain io.parley.language.embedding.Embedder#encode encoders report} of the meaning; takes a
     * few milliseconds.
     */
    MEANING;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
