package io.parley.channel.spi;

/**
 * The customer's end of a channel: its kind, our account, and the customer's own address.
 *
 * @param channel the kind, e.g. {@code webchat}
 * @param account our end, e.g. {@code webchat-demo}; unique within a tenant
 * @param user their end as the channel names it: an opaque string, personal data
 */
public record ChannelAddress(String channel, String account, String user) {

    /** The maximum length of each part, so that ids derived from an address stay bounded. */
    public static final int MAX_LENGTH = 256;

    public ChannelAddress {
        require(channel, "channel");
        require(account, "account");
        require(user, "user");
    }

    private static void require(String value, String name) {
        if (value.isBlank() || value.length() > MAX_LENGTH || value.indexOf('|') >= 0) {
            throw new IllegalArgumentException(
                    name + " must have 1 to " + MAX_LENGTH + " characters, none of them '|'");
        }
    }

    /** Never prints the user's end: addresses are personal data and must not reach a log. */
    @Override
    public String toString() {
        return channel + "/" + account;
    }
}
