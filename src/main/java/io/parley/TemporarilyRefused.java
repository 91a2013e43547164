package io.parley;

import java.time.Duration;

/** A refusal that says when to try again: a limit was reached. Not a fault of this node, so it is not logged as one. */
public final class TemporarilyRefused extends Refused {

    private final Duration retryAfter;

    /**
     * @param code {@code TOO_MANY_REQUESTS} if one caller exceeded a limit, {@code TEMPORARILY_UNAVAILABLE} or {@code OVERLOADED} if all
     *     callers together did
     */
    public TemporarilyRefused(ErrorCode code, String detail, Duration retryAfter) {
        super(code, detail);
        this.retryAfter = retryAfter;
    }

    /** The time to wait in whole seconds, rounded up; at least one. */
    public long retryAfterSeconds() {
        return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }

    @Override
    public String text() {
        return text(" " + retryAfterSeconds());
    }
}
