package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who may have something done, least demanding first. */
public enum Requires {
    /** Anyone: what is disclosed is not secret and nothing is changed. */
    ANYONE,
    /** Somebody who, in this conversation, gave a second factor for the object that the company's system accepted. */
    KNOWN,
    /** Somebody whose account is proven. */
    VERIFIED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
