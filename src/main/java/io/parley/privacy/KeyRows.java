package io.parley.privacy;

import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Wrapped keys, kept apart from the data they open. The first insert of a row wins; changes are conditional on the row's previous state.
 */
public interface KeyRows {

    /** Number of equal parts in which customers' rows are scanned. */
    int PARTS = 100;

    /**
     * @param generation from 1; a customer gets the next one when they write again after a key was destroyed
     * @param epoch of the tenant's key that wrapped it
     * @param wrapped null once it is destroyed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record CustomerRow(int generation, int epoch, byte @Nullable [] wrapped) {}

    /** A row found in a scan, and its owner. */
    record OwnedRow(TenantId tenant, CustomerId customer, CustomerRow row) {}

    /**
     * @param version of the key, from 1; an epoch if the key wraps those of customers
     * @param root the version of the tenant's root key that wrapped it
     * @param wrapped null once it is destroyed
     * @param madeBy informational
     * @param moved in how many of the {@link #PARTS} no customer's key is still wrapped by an older version
     * @param emptiedAt when it was found to wrap nothing any more; null while it may wrap something
     * @param destroyedAt null while it is not destroyed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record TenantRow(
            int version,
            int root,
            byte @Nullable [] wrapped,
            Instant madeAt,
            String madeBy,
            int moved,
            @Nullable Instant emptiedAt,
            @Nullable Instant destroyedAt) {

        static TenantRow made(int version, int root, byte[] wrapped, Instant at, String by) {
            return new TenantRow(version, root, wrapped, at, by, 0, null, null);
        }

        TenantRow wrappedBy(int newRoot, byte[] newWrapped) {
            return new TenantRow(version, newRoot, newWrapped, madeAt, madeBy, moved, emptiedAt, destroyedAt);
        }

        TenantRow moved(int parts) {
            return new TenantRow(version, root, wrapped, madeAt, madeBy, parts, emptiedAt, destroyedAt);
        }

        /** @param at null if it may wrap something after all */
        TenantRow emptied(@Nullable Instant at) {
            return new TenantRow(version, root, wrapped, madeAt, madeBy, moved, at, destroyedAt);
        }

        TenantRow destroyed(Instant at) {
            return new TenantRow(version, root, null, madeAt, madeBy, moved, emptiedAt, at);
        }
    }

    CompletionStage<List<CustomerRow>> ofCustomer(TenantId tenant, CustomerId customer);

    /** @return false if there is already one of this generation */
    CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row);

    /**
     * Stores the same key, wrapped by another epoch.
     *
     * @return false if it no longer matches {@code before}: destroyed, or wrapped by another epoch
     */
    CompletionStage<Boolean> rewrap(TenantId tenant, CustomerId customer, CustomerRow before, CustomerRow after);

    /** Idempotent. */
    CompletionStage<Void> destroy(TenantId tenant, CustomerId customer, int generation, Instant at);

    /**
     * Reads all rows of customers in one part, of all tenants.
     *
     * @param part from 0, below {@link #PARTS}
     * @param each receives some hundred rows at a time; the next ones are read when it has completed
     */
    CompletionStage<Void> scan(int part, Function<List<OwnedRow>, CompletionStage<Void>> each);

    /** Returns all versions, the newest last. */
    CompletionStage<List<TenantRow>> ofTenant(TenantId tenant, String use);

    /** @return false if there is already one of this version */
    CompletionStage<Boolean> add(TenantId tenant, String use, TenantRow row);

    /** @return false if it no longer matches {@code before}; nothing is then changed */
    CompletionStage<Boolean> change(TenantId tenant, String use, TenantRow before, TenantRow after);
}
