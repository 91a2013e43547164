package io.parley.persistence.embedded;

/** A forked process could not be started, or its data directory is in use. The message is written for the person at the terminal. */
public final class EmbeddedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EmbeddedException(String message) {
        super(message);
    }

    public EmbeddedException(String message, Throwable cause) {
        super(message, cause);
    }
}
