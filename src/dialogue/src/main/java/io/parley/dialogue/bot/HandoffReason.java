package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The reason for a handoff. The kebab-case codes are stored and sent: names may not change. */
public enum HandoffReason {
    /** The customer asked for a person. */
    REQUESTED,
    /** The bot failed to understand twice in a row. */
    NOT_UNDERSTOOD,
    /** A business action, such as looking up an order, failed. */
    ACTION_FAILED,
    /** The customer is angry, or has been unhappy several times in a row. */
    UPSET,
    /** The customer used up all attempts without proving that they are entitled to what they asked for. */
    UNPROVEN,
    /** A form has been filled in that a human must act upon. */
    FORM,
    /** The dialogue engine itself failed, was too late, or could not continue after an action. */
    BOT_FAILED,
    /** A human transferred the conversation. */
    TRANSFERRED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
