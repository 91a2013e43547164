package io.parley.edge.directline;

import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.customer.Customer;
import io.parley.edge.Texts;
import org.jspecify.annotations.Nullable;

/**
 * A Direct Line conversation: everything said between one channel address and us, over any number of Parley conversations.
 *
 * @param id the customer's, see {@link Customer#idOf}
 * @param user the address, as the channel names it; personal data
 * @param name what the customer goes by, if the client said so
 */
record CustomerThread(TenantId tenant, String account, CustomerId id, String user, @Nullable String name) {

    static final String CHANNEL = "webchat";

    private static final int MAX_NAME = 100;

    static CustomerThread of(TenantId tenant, String account, String user, @Nullable String name) {
        CustomerId id = Customer.idOf(tenant, new ChannelAddress(CHANNEL, account, user));
        return new CustomerThread(tenant, account, id, user, name);
    }

    /** What a client says somebody goes by, fit to be stored; null when that leaves nothing. */
    static @Nullable String cleanName(String given) {
        String name = Texts.cleanName(given, MAX_NAME);
        return name.isEmpty() ? null : name;
    }

    ChannelAddress address() {
        return new ChannelAddress(CHANNEL, account, user);
    }

    @Override
    public String toString() {
        return tenant + "/" + account + "/" + id;
    }
}
