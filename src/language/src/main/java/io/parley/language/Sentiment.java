package io.parley.language;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a text speaks for or against us. */
public enum Sentiment {
    NEGATIVE,
    NEUTRAL,
    POSITIVE;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
