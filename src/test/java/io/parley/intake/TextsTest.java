package io.parley.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ErrorCode;
import io.parley.Refused;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextsTest {

    @Property
    void leavesNothingThatCannotBeWrittenAsUtf8(@ForAll String any) {
        String text = any.replace("\0", "");
        String clean = Texts.clean(text, 100_000);
        assertThat(new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(clean);
        assertThat(clean.chars().filter(c -> Character.isISOControl(c) && c != '\n' && c != '\t'))
                .isEmpty();
        assertThat(Texts.clean(clean, 100_000)).isEqualTo(clean);
    }

    @Test
    void keepsWhatPeopleWrite() {
        String text = "你好，订单 10001 😀\n\tfamily: 👨‍👩‍👧 ñ \u202e";
        assertThat(Texts.clean(text, 100)).isSameAs(text);
    }

    @Test
    void refusesNul() {
        assertThatThrownBy(() -> Texts.clean("a\0b", 100))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        assertThat(Texts.isClean("a\0b")).isFalse();
    }

    @Test
    void knowsNobodyByMarksThatAreNotSeen() {
        assertThat(Texts.isId("dl_9f8a-X y@例")).isTrue();
        for (String mark :
                new String[] {"\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\r", "\n", "\t", "\u0007", "\ud800"}) {
            assertThat(Texts.isId("dl_" + mark + "1"))
                    .as("U+%04x", (int) mark.charAt(0))
                    .isFalse();
        }
    }

    @Test
    void makesLineBreaksOfOneKind() {
        assertThat(Texts.clean("a\r\nb\rc\nd", 100)).isEqualTo("a\nb\nc\nd");
    }

    @Test
    void countsUtf16UnitsAsClientsDo() {
        assertThat(Texts.clean("😀".repeat(5), 10)).hasSize(10);
        assertThatThrownBy(() -> Texts.clean("😀".repeat(5) + "x", 10))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void cutsNamesRatherThanRefusingThem() {
        assertThat(Texts.cleanName("  a\nb ", 10)).isEqualTo("a b");
        assertThat(Texts.cleanName("x".repeat(20), 10)).isEqualTo("x".repeat(10));
        assertThat(Texts.cleanName("xxx😀", 4)).isEqualTo("xxx\uFFFD");
    }
}
