package io.parley.events;

import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.customer.Customer;
import io.parley.directory.Directory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's message as it stands, in JSON, on the inbound topic. The key of the record should be tenant, account and user, so that a
 * customer's messages stay in order.
 *
 * @param account a channel account of the tenant
 * @param user the customer's end of the channel, e.g. a phone number
 * @param name what the customer is called, when known
 * @param customerAccount the company's own id for the customer, when it is sure of it
 * @param messageId given by the sender; the same id again stores nothing
 * @param locale e.g. {@code zh-CN}, when known
 */
record InboundMessage(
        TenantId tenant,
        String account,
        String user,
        @Nullable String name,
        @Nullable String customerAccount,
        String messageId,
        @Nullable String locale,
        List<Content> contents) {

    private static final int MAX_ID = 128;
    private static final int MAX_CONTENTS = 20;

    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    InboundMessage {
        if (tenant == null || account == null || user == null || messageId == null || contents == null) {
            throw new IllegalArgumentException("tenant, account, user, messageId and contents are needed");
        }
        if (messageId.isBlank()
                || messageId.length() > MAX_ID
                || contents.isEmpty()
                || contents.size() > MAX_CONTENTS) {
            throw new IllegalArgumentException("messageId or contents are out of their limits");
        }
        if (customerAccount != null && !Customer.isAccount(customerAccount)) {
            throw new IllegalArgumentException("customerAccount is too long or holds characters not allowed in it");
        }
        contents = List.copyOf(contents);
    }

    CustomerId customer() {
        return customerAccount == null ? Customer.idOf(tenant, address()) : Customer.idOf(tenant, customerAccount);
    }

    ChannelAddress address() {
        return new ChannelAddress("generic", account, user);
    }

    /** @throws Refused when the tenant has no such account, or it is not one that other systems may speak for */
    void check(Directory directory) {
        boolean known = directory
                .channelAccount(tenant, account)
                .filter(found -> found.channel().equals("generic"))
                .isPresent();
        if (!known) {
            throw new Refused(ErrorCode.NOT_FOUND, "The tenant has no generic channel account of this name.");
        }
    }
}
