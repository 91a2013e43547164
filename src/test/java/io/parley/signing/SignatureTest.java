package io.parley.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);
    private static final byte[] BODY = "{\"text\":\"你好\"}".getBytes(StandardCharsets.UTF_8);

    /** What `printf '%s' '1790000000.{"text":"你好"}' | openssl dgst -sha256 -hmac a-secret` prints. */
    private static final String BY_OPENSSL = "2a7be9c83d109195848166fee747e3065c0985b1e0481561ad8686fcebf85a57";

    @Test
    void isWhatOpensslMakes() {
        assertThat(Signature.of("a-secret", NOW, BODY)).hasToString("t=1790000000,v1=" + BY_OPENSSL);
    }

    @Test
    void fitsOnlyItsSecretItsMomentAndItsBody() {
        Signature signature = Signature.parse("t=1790000000,v1=" + BY_OPENSSL).orElseThrow();
        assertThat(signature.fits("a-secret", BODY)).isTrue();
        assertThat(signature.fits("another", BODY)).isFalse();
        assertThat(signature.fits("a-secret", new byte[0])).isFalse();
        assertThat(Signature.parse("t=1790000001,v1=" + BY_OPENSSL)
                        .orElseThrow()
                        .fits("a-secret", BODY))
                .isFalse();
    }

    @Test
    void readsNothingElse() {
        for (String text : new String[] {
            "",
            "v1=" + BY_OPENSSL,
            "t=1790000000",
            "t=x,v1=" + BY_OPENSSL,
            "t=1790000000,v1=00",
            "t=-1,v1=" + BY_OPENSSL,
            "t=999999999999999999999,v1=" + BY_OPENSSL,
            "t=1790000000,v1=" + BY_OPENSSL + ",v1=" + BY_OPENSSL
        }) {
            assertThat(Signature.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void provesAnAccountUntilItIsOver() {
        String proof = Signature.of("a-secret", NOW.plusSeconds(60), "4711".getBytes(StandardCharsets.UTF_8))
                .toString();
        assertThat(AccountProof.holds(proof, "a-secret", "4711", NOW)).isTrue();
        assertThat(AccountProof.holds(proof, "a-secret", "4712", NOW)).isFalse();
        assertThat(AccountProof.holds(proof, "another", "4711", NOW)).isFalse();
        assertThat(AccountProof.holds(proof, "a-secret", "4711", NOW.plusSeconds(60)))
                .isFalse();
        assertThat(AccountProof.holds(proof, "a-secret", "4711", NOW.minus(Duration.ofDays(2))))
                .isFalse();
    }

    @Test
    void givesEveryAccountOfEveryTenantASecretOfItsOwn() {
        SigningSecrets secrets = new SigningSecrets("0123456789abcdef0123456789abcdef");
        String one = secrets.of(new TenantId("demo"), "generic");
        assertThat(one).hasSize(64).isEqualTo(secrets.of(new TenantId("demo"), "generic"));
        assertThat(one)
                .isNotEqualTo(secrets.of(new TenantId("demo"), "webchat"))
                .isNotEqualTo(secrets.of(new TenantId("other"), "generic"))
                .isNotEqualTo(
                        new SigningSecrets("another6789abcdef0123456789abcdef").of(new TenantId("demo"), "generic"));
    }
}
