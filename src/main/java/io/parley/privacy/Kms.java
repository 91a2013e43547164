package io.parley.privacy;

import io.parley.TenantId;

/**
 * Holds tenants' root keys outside the database, so that neither its files nor its backups are readable without it. Called a few times per
 * tenant when a node starts, never for a customer. Calls may block.
 */
public interface Kms {

    /** The KMS is unavailable, or cannot currently do what was requested. Trying again later helps. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The key is no longer there, was destroyed, or is not the one that wrapped this. Waiting does not bring it back. */
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
     * Returns the newest version of a tenant's root key; makes the first one if there is none. Many nodes may ask at the same time. It may
     * be unable to distinguish a tenant that never had one from keys that are not mounted, so callers must find that out first.
     *
     * @throws Unavailable as everything here may
     */
    int version(TenantId tenant);

    /** Makes the next version of a tenant's root key. Many concurrent calls may make only one. */
    int newVersion(TenantId tenant);

    /** @throws Lost if there is no longer such a version */
    byte[] wrap(TenantId tenant, int version, byte[] key);

    /** @throws Lost if there is no longer such a version, or {@code wrapped} was not wrapped by it */
    byte[] unwrap(TenantId tenant, int version, byte[] wrapped);

    /** Makes everything that this version wrapped unreadable for ever. Idempotent. */
    void destroy(TenantId tenant, int version);
}
