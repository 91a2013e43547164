package io.parley.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeysTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    @Test
    void authenticatesAsTheStandardSays() {
        // RFC 4231, test case 2
        String expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        byte[] key = "Jefe".getBytes(UTF_8);

        assertThat(hex(Keys.mac(key, "what do ya want for nothing?".getBytes(UTF_8))))
                .isEqualTo(expected);
        assertThat(hex(Keys.mac(key, "what do ya want ".getBytes(UTF_8), "for nothing?".getBytes(UTF_8))))
                .isEqualTo(expected);
    }

    @Test
    void derivesTheSameForEver() {
        assertThat(hex(Keys.forPurpose(SECRET, "parley thread secrets")))
                .isEqualTo("5d8ad3a3ac90dd9d085bf63db2ecfe33981616bd0d781f7c00e520599c50a4ce");
        assertThat(Keys.substitute(SECRET, "192.0.2.7")).isEqualTo("53db62d6a946d0fa863e3ff4da7ba0c7");
    }

    @Test
    void refusesASecretThatCouldBeGuessed() {
        assertThat(Keys.secret("0123456789abcdef0123456789abcdef", "parley.secret"))
                .isEqualTo(SECRET);
        assertThatThrownBy(() -> Keys.secret("0123456789abcdef0123456789abcde", "parley.secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parley.secret");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
