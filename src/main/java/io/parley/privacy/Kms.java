package io.parley.privacy;

import io.parley.TenantId;

/**
 * Where tenants' root keys are: outside the database, so that neither its files nor its backups are readable without it. Asked a few
 * times a tenant when a node starts, never for a customer. Calls may block.
 */
public interface Kms {

    /** The root key of this version cannot be used: it does not exist, was destroyed, or the KMS is away. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The newest version of a tenant's root key; makes the first one where there is none. Many nodes may ask at once. */
    int version(TenantId tenant);

    /** Makes the next version of a tenant's root key. When many ask at once, one may come of it. */
    int newVersion(TenantId tenant);

    /** @throws Unavailable when there is no such version any more */
    byte[] wrap(TenantId tenant, int version, byte[] key);

    /** @throws Unavailable when there is no such version any more, or {@code wrapped} was not wrapped by it */
    byte[] unwrap(TenantId tenant, int version, byte[] wrapped);

    /** Makes everything that this version wrapped unreadable, for ever. Repeating it has no further effect. */
    void destroy(TenantId tenant, int version);
}
