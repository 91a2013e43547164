package io.parley.desk;

/** The outgoing side of a console's socket. */
public interface Outlet {

    /** What became of something that was to be sent. */
    enum Sent {
        /** It will be, in order. */
        QUEUED,
        /** The console does not read: too much waits already. */
        FULL,
        /** The socket has ended. */
        ENDED
    }

    /** @param frame as a {@link FrameWriter} wrote it */
    Sent show(String frame);

    Sent answer(Answer answer);

    /** Closes the socket after all that is queued; at once when the console is {@link CloseCode#TOO_SLOW}. */
    void close(CloseCode code);
}
