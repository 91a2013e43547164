package io.parley.signing;

import com.typesafe.config.Config;
import io.parley.TenantId;
import io.parley.kit.Keys;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The secrets that each channel account shares with the company's systems. Derived from the installation's own secret and a counter of how
 * often the account's has been replaced, so that all nodes know them and none has to store them; see ADR 16.
 */
public final class SigningSecrets {

    /**
     * @param version of the account's secret, from 1
     * @param previousUntil until when the previous secret is also accepted, and signs what we send
     */
    public record Rotation(int version, Instant previousUntil) {

        /** The rotation of an account whose secret was never replaced. */
        public static final Rotation NEVER = new Rotation(1, Instant.EPOCH);

        public Rotation {
            if (version < 1) {
                throw new IllegalArgumentException("the version of a signing secret must be at least 1");
            }
        }
    }

    /** How often each account's secret was replaced. */
    public interface Rotations {
        Rotation of(TenantId tenant, String account);
    }

    private final byte[] key;
    private final Rotations rotations;
    private final Clock clock;

    /**
     * @param secret {@code parley.auth.accounts-secret}, or {@code parley.auth.secret}; the same on all nodes
     * @throws IllegalArgumentException when it has fewer than 32 bytes
     */
    public SigningSecrets(String secret, Rotations rotations, Clock clock) {
        // A separate key, so that nothing signed elsewhere with the same secret is accepted here.
        this.key = Keys.forPurpose(Keys.secret(secret, "parley.auth.secret"), "parley channel accounts");
        this.rotations = rotations;
        this.clock = clock;
    }

    /** @param auth the section {@code parley.auth} */
    public static SigningSecrets from(Config auth, Rotations rotations, Clock clock) {
        String own = auth.getString("accounts-secret");
        return new SigningSecrets(own.isEmpty() ? auth.getString("secret") : own, rotations, clock);
    }

    /**
     * Returns the newest secret, with which the company's systems are to sign. 64 hexadecimal digits, used as they are: the characters
     * themselves are the key, so that any tool can sign with it.
     */
    public String newest(TenantId tenant, String account) {
        return derived(tenant, account, rotations.of(tenant, account).version());
    }

    /**
     * Returns the secret we sign with: the previous one while it is still accepted, because the company's systems may not have the new one
     * yet.
     */
    public String signing(TenantId tenant, String account) {
        List<String> accepted = accepted(tenant, account);
        return accepted.get(accepted.size() - 1);
    }

    /** Returns the secrets whose signatures are accepted, the newest first. */
    public List<String> accepted(TenantId tenant, String account) {
        Rotation rotation = rotations.of(tenant, account);
        String newest = derived(tenant, account, rotation.version());
        return rotation.version() > 1 && clock.instant().isBefore(rotation.previousUntil())
                ? List.of(newest, derived(tenant, account, rotation.version() - 1))
                : List.of(newest);
    }

    private String derived(TenantId tenant, String account, int version) {
        String name = tenant.value() + '|' + account + (version == 1 ? "" : "|" + version);
        return HexFormat.of().formatHex(Keys.forPurpose(key, name));
    }
}
