package io.parley.signing;

import io.parley.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The secret that each channel account shares with the company's systems. Derived from the installation's own secret, so that all
 * nodes know it and none has to store it; see ADR 13.
 */
public final class SigningSecrets {

    private static final int LEAST_BYTES = 32;

    private final byte[] key;

    /**
     * @param secret {@code parley.auth.secret}, the same on all nodes
     * @throws IllegalArgumentException when it has fewer than 32 bytes
     */
    public SigningSecrets(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("parley.auth.secret must have at least " + LEAST_BYTES + " bytes");
        }
        // A key of our own, so that nothing signed elsewhere with the same secret passes here.
        this.key = Signature.hmac(bytes, "parley channel accounts".getBytes(StandardCharsets.UTF_8));
    }

    /** 64 hexadecimal digits, used as they stand: their characters are the key, so that any tool can sign with it. */
    public String of(TenantId tenant, String account) {
        return HexFormat.of()
                .formatHex(Signature.hmac(key, (tenant.value() + '|' + account).getBytes(StandardCharsets.UTF_8)));
    }
}
