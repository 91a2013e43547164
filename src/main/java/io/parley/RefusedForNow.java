package io.parley;

import java.time.Duration;

/** A refusal that says when to come back: a limit was reached. Not a fault of this node, so it is not logged as one. */
public final class RefusedForNow extends Refused {

    private final Duration retryAfter;

    /**
     * @param code {@code TOO_MANY_REQUESTS} for what one caller did, {@code TEMPORARILY_UNAVAILABLE} or {@code OVERLOADED} for what all did
     *     together
     */
    public RefusedForNow(ErrorCode code, String detail, Duration retryAfter) {
        super(code, detail);
        this.retryAfter = retryAfter;
    }

    /** Whole seconds, at least one. */
    public long retryAfterSeconds() {
        return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }

    @Override
    public String text() {
        return text(" " + retryAfterSeconds());
    }
}
