package io.parley.edge.auth;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The section {@code parley.auth}.
 *
 * @param secret signs tokens and tickets; the same on every node
 * @param tokenLifetime after which an agent signs in anew
 * @param ticketLifetime within which a ticket must be used
 * @param failuresPerEmail wrong passwords for one e-mail address within the window, before it has to wait
 * @param failuresPerAddress wrong passwords from one network address within the window, before it has to wait
 * @param window for which a wrong password counts
 */
public record AuthSettings(
        String secret,
        Duration tokenLifetime,
        Duration ticketLifetime,
        int failuresPerEmail,
        int failuresPerAddress,
        Duration window) {

    private static final int LEAST_SECRET_BYTES = 32;

    public static AuthSettings from(Config config) {
        return new AuthSettings(
                config.getString("secret"),
                config.getDuration("token-lifetime"),
                config.getDuration("ticket-lifetime"),
                config.getInt("failures-per-email"),
                config.getInt("failures-per-address"),
                config.getDuration("failure-window"));
    }

    public AuthSettings {
        if (secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException("parley.auth.secret must have at least " + LEAST_SECRET_BYTES
                    + " bytes. Make one with: openssl rand -base64 48");
        }
        if (failuresPerEmail < 1 || failuresPerAddress < 1 || window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("failures-per-email, -address and failure-window must be positive");
        }
    }

    /** Never prints the secret. */
    @Override
    public String toString() {
        return "AuthSettings";
    }
}
