package io.parley.language;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether what was said speaks for or against us. */
public enum Sentiment {
    NEGATIVE,
    NEUTRAL,
    POSITIVE;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
