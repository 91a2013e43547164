package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who may have something done, least demanding first. */
public enum Requires {
    /** Anyone: what is disclosed is not secret and nothing is changed. */
    ANYONE,
    /**
     * Somebody whose account is proven, or who, in this conversation, gave a second factor for the object that the company's system
     * accepted. Whether the object belongs to that account is for the company's system to decide.
     */
    KNOWN,
    /** Somebody whose account is proven. */
    VERIFIED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
