package io.parley.dialogue.orders;

import io.parley.TenantId;
import java.util.concurrent.CompletionStage;

/** A tenant's orders. */
@FunctionalInterface
public interface Orders {

    /**
     * How an order stands.
     *
     * @param number as the shop writes it, e.g. {@code 10001} or {@code DD20261120-8842}
     * @return fails when the shop cannot be asked, answers too late or nonsense; never throws, never waits
     */
    CompletionStage<OrderAnswer> status(TenantId tenant, String number);
}
