package io.parley.language;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The tone of a text towards us. */
public enum Sentiment {
    NEGATIVE,
    NEUTRAL,
    POSITIVE;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
