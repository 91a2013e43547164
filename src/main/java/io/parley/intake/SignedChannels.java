package io.parley.intake;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.signing.Signature;
import io.parley.signing.SigningSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks up accounts of the generic channel and verifies their signatures over the bytes as they arrived. The signature is checked before
 * anything in the bytes is read. The same rules apply to HTTP and Kafka.
 */
public final class SignedChannels {

    /** The kind of channel used by companies' own systems. */
    public static final String CHANNEL = "generic";

    /** Maximum difference between signing and arrival: clock skew plus time in transit. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Directory directory;
    private final SigningSecrets secrets;

    public SignedChannels(Directory directory, SigningSecrets secrets) {
        this.directory = directory;
        this.secrets = secrets;
    }

    /** @param key of an account of the generic channel, {@code tenant.account} */
    public Optional<ChannelAccount> account(String key) {
        return directory.byWidgetKey(key).filter(known -> known.channel().equals(CHANNEL));
    }

    /**
     * Returns the account that signed. An unknown account and an invalid signature are refused alike, so nothing reveals whether an account
     * exists.
     *
     * @param key the account it claims to be from, {@code tenant.account}
     * @param signature the value of {@link Signature#HEADER}; empty when there was none
     * @param arrived when the bytes reached us
     * @throws Refused {@code SIGNATURE_REFUSED}
     */
    public ChannelAccount signer(String key, Optional<String> signature, byte[] body, Instant arrived) {
        ChannelAccount account = account(key).orElse(null);
        Signature shown = signature.flatMap(Signature::parse).orElse(null);
        if (account == null
                || shown == null
                || secrets.accepted(account.tenant(), account.account()).stream()
                        .noneMatch(secret -> shown.fits(secret, body))) {
            throw new Refused(
                    ErrorCode.SIGNATURE_REFUSED,
                    "This is not signed by the channel account. Send " + Signature.HEADER
                            + " as described in the API documentation, over the exact bytes of the body.");
        }
        Duration off = Duration.between(shown.moment(), arrived);
        if (off.abs().compareTo(WINDOW) > 0) {
            throw new Refused(
                    ErrorCode.SIGNATURE_REFUSED,
                    "The signature is more than " + WINDOW.toMinutes()
                            + " minutes off. Sign again and synchronise the clock (NTP).");
        }
        return account;
    }
}
