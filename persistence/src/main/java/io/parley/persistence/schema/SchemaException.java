package io.parley.persistence.schema;

/** The schema is not what this build needs, or could not be made so. The message says what to do. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SchemaException(String message) {
        super(message);
    }

    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
