package io.parley.language;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The language of a text; {@link #MIXED} where Chinese and English carry it together. */
public enum Language {
    ZH,
    EN,
    MIXED;

    /** {@code zh}, {@code en} or {@code mixed}, as clients see it. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
