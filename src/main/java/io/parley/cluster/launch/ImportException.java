package io.parley.cluster.launch;

/** A tenant cannot be imported; the message tells the person at the terminal why and what to do. */
public final class ImportException extends RuntimeException {

    ImportException(String message) {
        super(message);
    }

    ImportException(String message, Throwable cause) {
        super(message, cause);
    }
}
