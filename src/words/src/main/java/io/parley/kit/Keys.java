package io.parley.kit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys derived from secrets, one for each purpose, so that nothing made for one purpose is accepted for another; and the codes computed
 * with them. Ids, credentials that are in use and stored digests depend on every byte of this, so it must not change.
 */
public final class Keys {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 32;
    private static final int SUBSTITUTE_BYTES = 16;

    private Keys() {}

    /**
     * Returns the bytes of a secret in the configuration.
     *
     * @param setting that holds it
     * @throws IllegalArgumentException when it has fewer than 32 bytes
     */
    public static byte[] secret(String secret, String setting) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    setting + " must have at least " + MIN_BYTES + " bytes. Make one with: openssl rand -base64 48");
        }
        return bytes;
    }

    /**
     * Derives the key for one purpose, 32 bytes: a single HMAC over the purpose. That is what HKDF (RFC 5869) expands one block to, except
     * for its counter; its extraction step is of no use to secrets that are random already.
     */
    public static byte[] forPurpose(byte[] secret, String purpose) {
        return mac(secret, purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the HMAC-SHA256 of the parts one after the other. */
    public static byte[] mac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Returns a substitute for a text that must not be stored itself: the same for the same text, and useless without the key. */
    public static String substitute(byte[] key, String text) {
        return HexFormat.of().formatHex(mac(key, text.getBytes(StandardCharsets.UTF_8)), 0, SUBSTITUTE_BYTES);
    }
}
