package io.parley.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final String ROOT = "0123456789abcdef0123456789abcdef";
    private static final TenantId DEMO = new TenantId("demo");

    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);
    private static final byte[] BODY = "{\"text\":\"你好\"}".getBytes(StandardCharsets.UTF_8);

    /** The output of `printf '%s' '1790000000.{"text":"你好"}' | openssl dgst -sha256 -hmac a-secret` prints. */
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
        assertThat(AccountProof.until(proof, "a-secret", "4711", NOW)).contains(NOW.plusSeconds(60));
        assertThat(AccountProof.until(proof, "a-secret", "4712", NOW)).isEmpty();
        assertThat(AccountProof.until(proof, "another", "4711", NOW)).isEmpty();
        assertThat(AccountProof.until(proof, "a-secret", "4711", NOW.plusSeconds(60)))
                .isEmpty();
        assertThat(AccountProof.until(proof, "a-secret", "4711", NOW.minus(Duration.ofDays(2))))
                .isEmpty();
    }

    private static SigningSecrets secrets(String root, SigningSecrets.Rotation rotation, Instant now) {
        return new SigningSecrets(root, (tenant, account) -> rotation, Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void givesEveryAccountOfEveryTenantASecretOfItsOwn() {
        SigningSecrets secrets = secrets(ROOT, SigningSecrets.Rotation.NEVER, NOW);
        String one = secrets.newest(DEMO, "generic");
        assertThat(one).hasSize(64).isEqualTo(secrets.newest(DEMO, "generic"));
        assertThat(one)
                .isNotEqualTo(secrets.newest(DEMO, "webchat"))
                .isNotEqualTo(secrets.newest(new TenantId("other"), "generic"))
                .isNotEqualTo(secrets("another6789abcdef0123456789abcdef", SigningSecrets.Rotation.NEVER, NOW)
                        .newest(DEMO, "generic"));
    }

    @Test
    void replacesTheSecretOfOneAccountWithAnOverlap() {
        String first = secrets(ROOT, SigningSecrets.Rotation.NEVER, NOW).newest(DEMO, "generic");
        Instant until = NOW.plus(Duration.ofDays(7));
        SigningSecrets.Rotation replaced = new SigningSecrets.Rotation(2, until);

        SigningSecrets during = secrets(ROOT, replaced, until.minusSeconds(1));
        String second = during.newest(DEMO, "generic");
        assertThat(second).isNotEqualTo(first);
        assertThat(during.accepted(DEMO, "generic")).containsExactly(second, first);
        assertThat(during.signing(DEMO, "generic"))
                .as("the company's systems know this one for certain")
                .isEqualTo(first);

        SigningSecrets after = secrets(ROOT, replaced, until);
        assertThat(after.accepted(DEMO, "generic")).containsExactly(second);
        assertThat(after.signing(DEMO, "generic")).isEqualTo(second);
    }

    @Test
    void takesWhatAnotherSecretOfTheInstallationSignedWhileItIsReplaced() {
        String other = ROOT.toUpperCase(java.util.Locale.ROOT);
        SigningKeys replaced = new SigningKeys(other, List.of(ROOT));

        assertThat(replaced.signing("tokens")).isEqualTo(new SigningKeys(other, List.of()).signing("tokens"));
        assertThat(replaced.accepted("tokens"))
                .containsExactly(
                        new SigningKeys(other, List.of()).signing("tokens"),
                        new SigningKeys(ROOT, List.of()).signing("tokens"));
        assertThat(replaced.signing("tokens")).isNotEqualTo(replaced.signing("tickets"));
        assertThat(replaced.toString()).doesNotContain(ROOT);
    }
}
