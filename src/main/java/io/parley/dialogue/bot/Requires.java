package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who may have something done, the least demanding first. */
public enum Requires {
    /** Nobody in particular: what is told is no secret and nothing is changed. */
    ANYONE,
    /** Somebody who gave, in this conversation, a second factor for the object, and the company's system accepted it. */
    KNOWN,
    /** Somebody whose account is proven. */
    VERIFIED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
