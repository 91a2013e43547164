package io.parley.customer;

import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.kit.Keys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Derives the ids of customers from the address they first used, or from the company's account id, so that a first message needs no
 * look-up. Uses a secret of the tenant (its pepper), so that a telephone number cannot be recovered from an id by trying them all. The ids
 * are UUIDs of version 8 (RFC 9562). The derivation must never change: every customer would become a stranger.
 */
public final class CustomerIds {

    private final Function<TenantId, byte @Nullable []> peppers;

    /** @param peppers returns a tenant's pepper; null while it is not available. Called for every message, so it must not block */
    public CustomerIds(Function<TenantId, byte @Nullable []> peppers) {
        this.peppers = peppers;
    }

    /** Returns the id of a customer who first writes from this address. */
    public CustomerId of(TenantId tenant, ChannelAddress address) {
        return derived(tenant, "address", address.channel(), address.account(), address.user());
    }

    /** Returns the id of a customer whom the company knows by this account, from any address. */
    public CustomerId of(TenantId tenant, String account) {
        return derived(tenant, "account", account);
    }

    /** Hashes each part preceded by its length, so that no two different lists of parts give the same bytes. */
    private CustomerId derived(TenantId tenant, String... parts) {
        byte[] pepper = peppers.apply(tenant);
        if (pepper == null) {
            throw new Refused(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    "Parley is still starting. Send the same request again in a moment.");
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            message.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
            message.writeBytes(bytes);
        }
        ByteBuffer mac = ByteBuffer.wrap(Keys.mac(pepper, message.toByteArray()));
        long high = (mac.getLong() & ~0xF000L) | 0x8000L;
        long low = (mac.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new CustomerId(new UUID(high, low).toString());
    }
}
