package io.parley.signing;

import com.typesafe.config.Config;
import io.parley.kit.Keys;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys with which this installation signs ({@code parley.auth.secret}), and those it still accepts while the secret is being replaced
 * ({@code parley.auth.previous-secrets}). Each purpose has its own key, derived from the secret, so that a signature for one is never
 * accepted for another.
 */
public final class SigningKeys {

    private final List<byte[]> secrets;

    /**
     * @param secret the same on all nodes
     * @param previous further secrets whose signatures are accepted; they no longer sign anything, or do not sign yet
     * @throws IllegalArgumentException when one has fewer than 32 bytes
     */
    public SigningKeys(String secret, List<String> previous) {
        List<byte[]> all = new ArrayList<>();
        all.add(Keys.secret(secret, "parley.auth.secret"));
        previous.forEach(one -> all.add(Keys.secret(one, "each of parley.auth.previous-secrets")));
        secrets = List.copyOf(all);
    }

    /** @param config the section {@code parley.auth} */
    public static SigningKeys from(Config config) {
        return new SigningKeys(config.getString("secret"), config.getStringList("previous-secrets"));
    }

    /** The key that signs for this purpose, 32 bytes. */
    public byte[] signing(String purpose) {
        return derived(secrets.get(0), purpose);
    }

    /** The keys whose signatures are accepted for this purpose; the first is the one that signs. */
    public List<byte[]> accepted(String purpose) {
        return secrets.stream().map(secret -> derived(secret, purpose)).toList();
    }

    private static byte[] derived(byte[] secret, String purpose) {
        return Keys.forPurpose(secret, "parley " + purpose);
    }

    /** Never prints a secret. */
    @Override
    public String toString() {
        return "SigningKeys[" + secrets.size() + "]";
    }
}
