package io.parley.privacy;

import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Wrapped keys, kept apart from the data they open. What is inserted first stays; who changes a row says what it was before. */
public interface KeyRows {

    /** Customers' rows are looked through in so many parts of about the same size. */
    int PARTS = 100;

    /**
     * @param generation from 1; a customer gets the next one when they write again after a key was destroyed
     * @param epoch of the tenant's key that wrapped it
     * @param wrapped null once it is destroyed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record CustomerRow(int generation, int epoch, byte @Nullable [] wrapped) {}

    /** A row that was come upon, and whose it is. */
    record OwnedRow(TenantId tenant, CustomerId customer, CustomerRow row) {}

    /**
     * @param version of the key, from 1; an epoch, if the key wraps those of customers
     * @param root the version of the tenant's root key that wrapped it
     * @param wrapped null once it is destroyed
     * @param madeBy for people to read
     * @param moved in how many of the {@link #PARTS} no customer's key is wrapped by an older version any more
     * @param emptiedAt since when it wraps nothing any more, as far as is known; null while it may
     * @param destroyedAt null while it is not
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

        /** @param at null: it may wrap something after all */
        TenantRow emptied(@Nullable Instant at) {
            return new TenantRow(version, root, wrapped, madeAt, madeBy, moved, at, destroyedAt);
        }

        TenantRow destroyed(Instant at) {
            return new TenantRow(version, root, null, madeAt, madeBy, moved, emptiedAt, at);
        }
    }

    CompletionStage<List<CustomerRow>> ofCustomer(TenantId tenant, CustomerId customer);

    /** @return false when there is one of this generation already */
    CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row);

    /**
     * The same key, wrapped by another epoch.
     *
     * @return false when it is not as {@code before} any more: destroyed, or wrapped by another epoch
     */
    CompletionStage<Boolean> rewrap(TenantId tenant, CustomerId customer, CustomerRow before, CustomerRow after);

    /** Repeating it has no further effect. */
    CompletionStage<Void> destroy(TenantId tenant, CustomerId customer, int generation, Instant at);

    /**
     * All rows of customers in one part, of all tenants.
     *
     * @param part from 0, below {@link #PARTS}
     * @param each told some hundred rows at a time; the next ones come when it is done
     */
    CompletionStage<Void> scan(int part, Function<List<OwnedRow>, CompletionStage<Void>> each);

    /** All versions, the newest last. */
    CompletionStage<List<TenantRow>> ofTenant(TenantId tenant, String use);

    /** @return false when there is one of this version already */
    CompletionStage<Boolean> add(TenantId tenant, String use, TenantRow row);

    /** @return false when it is not as {@code before} any more; nothing is changed then */
    CompletionStage<Boolean> change(TenantId tenant, String use, TenantRow before, TenantRow after);
}
