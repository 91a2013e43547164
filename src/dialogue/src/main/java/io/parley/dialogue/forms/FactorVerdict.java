package io.parley.dialogue.forms;

import java.util.Locale;

/** The verdict of a check on a second factor. The codes are those of a metric. */
public enum FactorVerdict {
    RIGHT,
    WRONG,
    /** Too many were wrong, so none is accepted for the moment. */
    LOCKED,
    /** It could not be checked. */
    UNCHECKED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
