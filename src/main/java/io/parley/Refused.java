package io.parley;

import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with its reason. Between actors it travels as the text of a {@code StatusReply} error, {@code code: detail}, or
 * {@code code seconds: detail} if it says when to try again; only this class writes and reads that text. Has no stack trace: it is an
 * answer, not a fault.
 */
public class Refused extends RuntimeException {

    private static final Pattern TEXT = Pattern.compile("([A-Z_]+)(?: (\\d{1,9}))?: (.*)", Pattern.DOTALL);

    private final ErrorCode code;

    /** @param detail a sentence that says what to do about it; never holds personal data */
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

    /** The text sent between actors. */
    public String text() {
        return text("");
    }

    final String text(String more) {
        return code.name() + more + ": " + detail();
    }

    /** Creates the reply with which an actor refuses. */
    public static <T> StatusReply<T> reply(ErrorCode code, String detail) {
        return StatusReply.error(new Refused(code, detail).text());
    }

    /** Converts the failure of an ask for the caller: a refusal stays as it is, anything else becomes a temporary fault. */
    public static Refused from(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Refused refused) {
            return refused;
        }
        Refused sent = cause instanceof StatusReply.ErrorMessage ? read(cause.getMessage()) : null;
        if (sent != null) {
            return sent;
        }
        String detail = cause instanceof TimeoutException
                ? "There was no answer in time, so it is not known whether it was done. Check, or send it again in a moment."
                : "Parley cannot do this right now. Send the same request again in a moment.";
        return new Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, detail);
    }

    private static @Nullable Refused read(@Nullable String text) {
        Matcher read = TEXT.matcher(text == null ? "" : text);
        if (read.matches()) {
            String seconds = read.group(2);
            for (ErrorCode code : ErrorCode.values()) {
                if (code.name().equals(read.group(1))) {
                    return seconds == null
                            ? new Refused(code, read.group(3))
                            : new TemporarilyRefused(code, read.group(3), Duration.ofSeconds(Long.parseLong(seconds)));
                }
            }
        }
        return null;
    }
}
