package io.parley.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.CustomerId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.conversation.Receipts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a customer.
 *
 * @param parts the newest {@link #KEPT_PARTS} conversations, oldest first; the last one is current
 * @param carried message ids of the conversation before the current one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomerState(
        @Nullable String name,
        List<ChannelAddress> addresses,
        List<Customer.Part> parts,
        Receipts carried,
        @Nullable Instant firstSeenAt,
        @Nullable Instant lastSeenAt) {

    /** Older conversations are found through the read side. */
    public static final int KEPT_PARTS = 100;

    public static final CustomerState EMPTY = new CustomerState(null, List.of(), List.of(), Receipts.NONE, null, null);

    public CustomerState {
        addresses = List.copyOf(addresses);
        parts = List.copyOf(parts);
    }

    public Customer.@Nullable Part current() {
        return parts.isEmpty() ? null : parts.get(parts.size() - 1);
    }

    public Customer.Profile profile(CustomerId id) {
        return new Customer.Profile(id, name, addresses, parts, firstSeenAt, lastSeenAt);
    }

    CustomerState firstSeen(Customer.CustomerFirstSeen event) {
        return new CustomerState(event.name(), List.of(event.address()), parts, carried, event.at(), event.at());
    }

    CustomerState named(Customer.CustomerNamed event) {
        return new CustomerState(event.name(), addresses, parts, carried, firstSeenAt, event.at());
    }

    CustomerState started(Customer.ConversationStarted event) {
        List<Customer.Part> next = new ArrayList<>(parts);
        next.add(event.part());
        return new CustomerState(
                name,
                addresses,
                next.subList(Math.max(0, next.size() - KEPT_PARTS), next.size()),
                event.carried(),
                firstSeenAt,
                event.at());
    }
}
