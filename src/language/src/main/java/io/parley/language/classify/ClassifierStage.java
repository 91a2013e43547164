package io.parley.language.classify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How closely a text is looked at. */
public enum ClassifierStage {
    /** At its words and runs of characters: some hundredths of a millisecond. */
    WORDING,
    /**
     * At its wording and at all that {@linkplain io.parley.language.embedding.Embedder#encode encoders report} of its meaning: some
     * milliseconds.
     */
    MEANING;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
