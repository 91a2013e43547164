package io.parley.privacy;

import io.parley.TenantId;

/**
 * Where tenants' root keys are: outside the database, so that neither its files nor its backups are readable without it. Asked a few
 * times a tenant when a node starts, never for a customer. Calls may block.
 */
public interface Kms {

    /** The KMS is away, or cannot do now what it is asked for. Trying again later helps. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The key is not there any more, or was destroyed, or is not the one that wrapped this. Waiting does not bring it back. */
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
     * The newest version of a tenant's root key; makes the first one where there is none. Many nodes may ask at once. It may not be able to
     * distinguish a tenant that never had one from keys that are not mounted, so callers find that out first.
     *
     * @throws Unavailable as everything here may
     */
    int version(TenantId tenant);

    /** Makes the next version of a tenant's root key. When many ask at once, one may come of it. */
    int newVersion(TenantId tenant);

    /** @throws Lost when there is no such version any more */
    byte[] wrap(TenantId tenant, int version, byte[] key);

    /** @throws Lost when there is no such version any more, or {@code wrapped} was not wrapped by it */
    byte[] unwrap(TenantId tenant, int version, byte[] wrapped);

    /** Makes everything that this version wrapped unreadable, for ever. Repeating it has no further effect. */
    void destroy(TenantId tenant, int version);
}
