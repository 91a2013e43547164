package io.parley.desk;

/** Why the server closes a console's socket, with the close code that the socket carries. */
public enum CloseCode {
    /** This server is going away, or the desk has moved to another: reconnect immediately. */
    GOING_AWAY(1001, "going away"),
    /** Not allowed, or the ticket is unknown, used or too old. */
    NOT_ALLOWED(4001, "not allowed"),
    /** The console does not read what it is sent, or has been silent for too long. */
    TOO_SLOW(4002, "too slow"),
    /** A frame that cannot be read, or is too large. */
    BAD_FRAME(4003, "bad frame");

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    public int number() {
        return number;
    }

    public String reason() {
        return reason;
    }
}
