package io.parley.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.CustomerId;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.channel.spi.ChannelAddress;
import io.parley.conversation.Receipts;
import io.parley.dialogue.bot.Memory;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered about a customer.
 *
 * @param account the company's account id, once it is proven
 * @param addresses the newest {@link #KEPT_ADDRESSES}, oldest first
 * @param verified the addresses that are proven to be the account's
 * @param parts the newest {@link #KEPT_PARTS} conversations, oldest first; the last one is current
 * @param carried message ids of the conversation before the current one
 * @param carriedOver what the bot had not finished in that one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record CustomerState(
        @Sealed(Kind.NAME) @Nullable String name,
        @Sealed(Kind.NAME) @Nullable String account,
        List<ChannelAddress> addresses,
        Set<ChannelAddress> verified,
        List<Customer.ConversationRef> parts,
        Receipts carried,
        @Nullable Memory carriedOver,
        @Nullable Instant firstSeenAt,
        @Nullable Instant lastSeenAt) {

    /** Older conversations are available from the read side. */
    public static final int KEPT_PARTS = 100;

    /** More than a few, because every browser in which a customer signs in has its own address. */
    public static final int KEPT_ADDRESSES = 50;

    public static final CustomerState EMPTY =
            new CustomerState(null, null, List.of(), Set.of(), List.of(), Receipts.NONE, null, null, null);

    public CustomerState {
        addresses = List.copyOf(addresses);
        // In order, so that equal states are stored identically.
        verified = Collections.unmodifiableSet(new LinkedHashSet<>(verified));
        parts = List.copyOf(parts);
    }

    public Customer.@Nullable ConversationRef current() {
        return parts.isEmpty() ? null : parts.get(parts.size() - 1);
    }

    /** Whether any of the addresses is proven to be an account's; stays true after the account itself is erased. */
    public boolean proven() {
        return !verified.isEmpty();
    }

    public Customer.Profile profile(CustomerId id) {
        List<Customer.KnownAddress> known = addresses.stream()
                .map(address -> new Customer.KnownAddress(address, verified.contains(address)))
                .toList();
        return new Customer.Profile(id, name, account, known, parts, firstSeenAt, lastSeenAt);
    }

    CustomerState firstSeen(Customer.CustomerFirstSeen event) {
        return seen(event.at())
                .name(event.name())
                .addresses(List.of(event.address()))
                .firstSeenAt(event.at())
                .build();
    }

    CustomerState named(Customer.CustomerNamed event) {
        return seen(event.at()).name(event.name()).build();
    }

    CustomerState verified(Customer.AddressVerified event) {
        List<ChannelAddress> known = new ArrayList<>(addresses);
        if (!known.contains(event.address())) {
            known.add(event.address());
        }
        known = known.subList(Math.max(0, known.size() - KEPT_ADDRESSES), known.size());
        Set<ChannelAddress> proven = new LinkedHashSet<>(verified);
        proven.add(event.address());
        proven.retainAll(known);
        return seen(event.at())
                .account(event.account())
                .addresses(known)
                .verified(proven)
                .build();
    }

    CustomerState started(Customer.ConversationStarted event) {
        List<Customer.ConversationRef> next = new ArrayList<>(parts);
        next.add(event.part());
        return seen(event.at())
                .parts(next.subList(Math.max(0, next.size() - KEPT_PARTS), next.size()))
                .carried(event.carried())
                .carriedOver(event.carriedOver())
                .build();
    }

    private CustomerStateBuilder seen(Instant at) {
        return CustomerStateBuilder.builder(this).lastSeenAt(at);
    }
}
