package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The proof that an action requires, least demanding first. */
public enum Requires {
    /** None: nothing secret is disclosed and nothing is changed. */
    ANYONE,
    /**
     * A proven account or, in this conversation, a second factor for the object that the company's system accepted. Whether the object
     * belongs to that account is for the company's system to decide.
     */
    KNOWN,
    /** A proven account. */
    VERIFIED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
