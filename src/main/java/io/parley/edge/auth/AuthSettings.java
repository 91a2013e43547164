package io.parley.edge.auth;

import com.typesafe.config.Config;
import io.parley.signing.SigningKeys;
import java.time.Duration;

/**
 * The section {@code parley.auth}.
 *
 * @param keys sign tokens and tickets; the same on every node
 * @param tokenLifetime after which an agent must sign in again
 * @param failuresPerEmail wrong passwords for one e-mail address from one network address before the next attempt has to wait
 * @param failuresPerAddress wrong passwords from one network address, or for one e-mail address from anywhere, before that
 * @param window after which wrong passwords are forgotten
 * @param firstDelay the first wait
 * @param longestDelay the longest one
 */
public record AuthSettings(
        SigningKeys keys,
        Duration tokenLifetime,
        int failuresPerEmail,
        int failuresPerAddress,
        Duration window,
        Duration firstDelay,
        Duration longestDelay) {

    public static AuthSettings from(Config config) {
        return new AuthSettings(
                SigningKeys.from(config),
                config.getDuration("token-lifetime"),
                config.getInt("failures-per-email"),
                config.getInt("failures-per-address"),
                config.getDuration("failure-window"),
                config.getDuration("first-delay"),
                config.getDuration("longest-delay"));
    }

    public AuthSettings {
        if (failuresPerEmail < 1
                || failuresPerAddress < 1
                || window.isZero()
                || window.isNegative()
                || firstDelay.isZero()
                || firstDelay.isNegative()
                || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "failures-per-email, -address, failure-window and first-delay must be positive, and longest-delay"
                            + " not shorter than first-delay");
        }
    }
}
