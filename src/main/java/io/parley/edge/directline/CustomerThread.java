package io.parley.edge.directline;

import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.customer.CustomerIds;
import io.parley.intake.Texts;
import org.jspecify.annotations.Nullable;

/**
 * A Direct Line conversation: everything said between one channel address and us, over any number of Parley conversations. For a customer
 * who is proven to have an account with the company, it is everything said to them, through any verified address.
 *
 * @param id the customer's, see {@link CustomerIds}
 * @param accountId by which the company knows them, when it is proven
 * @param user the address, as the channel names it; personal data
 * @param name the customer's name, if the client gave one
 */
record CustomerThread(
        TenantId tenant,
        String account,
        CustomerId id,
        String user,
        @Nullable String accountId,
        @Nullable String name) {

    static final String CHANNEL = "webchat";

    private static final int MAX_NAME = 100;

    /** @param accountId proven */
    static CustomerThread of(
            CustomerIds ids,
            TenantId tenant,
            String account,
            String user,
            @Nullable String accountId,
            @Nullable String name) {
        CustomerId id = accountId == null
                ? ids.of(tenant, new ChannelAddress(CHANNEL, account, user))
                : ids.of(tenant, accountId);
        return new CustomerThread(tenant, account, id, user, accountId, name);
    }

    /** Returns the name that a client gives, made fit to be stored; null when nothing remains. */
    static @Nullable String cleanName(String given) {
        String name = Texts.cleanName(given, MAX_NAME);
        return name.isEmpty() ? null : name;
    }

    /**
     * Returns the same thread, written to by the user the client names, as the protocol permits clients that hold a secret or an unbound
     * token.
     *
     * @throws Refused {@code BAD_REQUEST} for text that cannot be a user id
     */
    CustomerThread saidBy(String said) {
        if (said.isEmpty()) {
            return this;
        }
        if (!Texts.isId(said)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id contains characters that are not allowed.");
        }
        try {
            return new CustomerThread(
                    tenant, new ChannelAddress(CHANNEL, account, said).account(), id, said, accountId, name);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id is not usable: " + e.getMessage() + ".");
        }
    }

    ChannelAddress address() {
        return new ChannelAddress(CHANNEL, account, user);
    }

    @Override
    public String toString() {
        return tenant + "/" + account + "/" + id;
    }
}
