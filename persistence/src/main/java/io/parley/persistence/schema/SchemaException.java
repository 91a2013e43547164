package io.parley.persistence.schema;

/** The schema is not the one this build needs, or could not be migrated to it. The message says what to do. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SchemaException(String message) {
        super(message);
    }

    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
