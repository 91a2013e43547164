package io.parley.edge.api.customers;

import akka.actor.typed.javadsl.AskPattern;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.edge.kit.Backend;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Looks up customers by the id given in a request. */
record Customers(Backend backend) {

    /** @throws Refused {@code NOT_FOUND}, also as a failure, for an invalid id and for a customer who has never written */
    CompletionStage<Customer.Profile> profile(TenantId tenant, String given) {
        CustomerId id;
        try {
            id = new CustomerId(given);
        } catch (IllegalArgumentException e) {
            throw noSuchCustomer();
        }
        return AskPattern.askWithStatus(
                        CustomerEntity.of(backend.entities(), tenant, id),
                        Customer.GetProfile::new,
                        backend.askTimeout(),
                        backend.system().scheduler())
                .thenApply(profile -> {
                    if (profile.firstSeenAt() == null) {
                        throw noSuchCustomer();
                    }
                    return profile;
                });
    }

    /** Returns the customer who is known by the account that is signed in; null when none is. */
    @Nullable CustomerId owner(TenantId tenant, Customer.Profile profile) {
        String account = profile.account();
        return account == null ? null : backend.customers().of(tenant, account);
    }

    private static Refused noSuchCustomer() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such customer.");
    }
}
