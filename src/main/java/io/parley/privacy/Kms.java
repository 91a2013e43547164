package io.parley.privacy;

import io.parley.TenantId;

/**
 * Holds tenants' root keys outside the database, so that neither the database's files nor its backups are readable without it. Called a few
 * times per tenant when a node starts, never per customer. Calls may block.
 */
public interface Kms {

    /** The KMS is unavailable, or cannot currently do what was requested. Trying again later helps. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The key is missing, was destroyed, or is not the one that wrapped the given key. Permanent. */
    final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Lost(String message) {
            super(message);
        }

        public Lost(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Returns the newest version of a tenant's root key; makes the first one if there is none. Safe for concurrent calls from several
     * nodes. It may be unable to distinguish a tenant without keys from keys that are not mounted, so callers must check that first.
     *
     * @throws Unavailable as may all methods
     */
    int version(TenantId tenant);

    /** Makes the next version of a tenant's root key. Many concurrent calls may make only one. */
    int newVersion(TenantId tenant);

    /** @throws Lost if there is no longer such a version */
    byte[] wrap(TenantId tenant, int version, byte[] key);

    /** @throws Lost if there is no longer such a version, or {@code wrapped} was not wrapped by it */
    byte[] unwrap(TenantId tenant, int version, byte[] wrapped);

    /** Destroys this version, and so makes everything it wrapped unreadable for ever. Idempotent. */
    void destroy(TenantId tenant, int version);
}
