package io.parley.privacy;

import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Wrapped keys, kept apart from the data they open. What is inserted first stays. */
public interface KeyRows {

    /**
     * @param generation from 1; a customer gets the next one when they write again after a key was destroyed
     * @param epoch of the tenant's key that wrapped it
     * @param wrapped null once it is destroyed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record CustomerRow(int generation, int epoch, byte @Nullable [] wrapped) {}

    /** @param root the version of the tenant's root key that wrapped it */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record TenantRow(int root, byte[] wrapped) {}

    CompletionStage<List<CustomerRow>> ofCustomer(TenantId tenant, CustomerId customer);

    /** @return false when there is one of this generation already */
    CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row);

    /** Repeating it has no further effect. */
    CompletionStage<Void> destroy(TenantId tenant, CustomerId customer, int generation, Instant at);

    CompletionStage<Optional<TenantRow>> ofTenant(TenantId tenant, String use, int version);

    /** @return false when there is one already */
    CompletionStage<Boolean> add(TenantId tenant, String use, int version, TenantRow row);
}
