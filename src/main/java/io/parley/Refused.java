package io.parley;

import akka.pattern.StatusReply;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * A refusal with its reason. Between actors it travels as the text of a {@code StatusReply} error, {@code code: detail}; this class
 * is the one place that writes and reads that text. Has no stack trace: it is an answer, not a fault.
 */
public class Refused extends RuntimeException {

    private static final String SEPARATOR = ": ";

    private final ErrorCode code;

    /** @param detail a sentence for the caller that says what to do; never holds personal data */
    public Refused(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        String message = getMessage();
        return message == null ? code.code() : message;
    }

    /** The text it travels as. */
    public String text() {
        return code.name() + SEPARATOR + detail();
    }

    /** The refusal as an actor answers it. */
    public static <T> StatusReply<T> reply(ErrorCode code, String detail) {
        return StatusReply.error(new Refused(code, detail).text());
    }

    /** What a failed ask means to the caller: a refusal stays itself, anything else is a passing fault. */
    public static Refused from(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Refused refused) {
            return refused;
        }
        String message = cause.getMessage();
        if (cause instanceof StatusReply.ErrorMessage && message != null) {
            int at = message.indexOf(SEPARATOR);
            for (ErrorCode code : ErrorCode.values()) {
                if (at > 0 && code.name().contentEquals(message.substring(0, at))) {
                    return new Refused(code, message.substring(at + SEPARATOR.length()));
                }
            }
        }
        String detail = cause instanceof TimeoutException
                ? "There was no answer in time, so whether it was done is not known. Look, or send it again in a moment."
                : "Parley cannot do this right now. Send the same request again in a moment.";
        return new Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, detail);
    }
}
