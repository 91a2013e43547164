package io.parley.shop;

/** The shop refuses a request: nothing was changed. The message is meant for the caller. */
public final class Refusal extends RuntimeException {
    private final ErrorCode code;

    /**
     * A refusal.
     *
     * @param code why
     * @param detail what was wrong with this particular request; never holds personal data
     */
    public Refusal(ErrorCode code, String detail) {
        // Refusals are an ordinary answer, so they carry no stack trace.
        super(detail, null, false, false);
        this.code = code;
    }

    /** Why. */
    public ErrorCode code() {
        return code;
    }

    /** What was wrong with this particular request. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
