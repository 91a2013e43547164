package io.parley.language.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.language.Entity;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "我的手机号是13800138000，谢谢 | 我的手机号是*******8000，谢谢",
                "Call +1 (415) 555-2671 now | Call ********2671 now",
                "邮箱ＡＢ@qq.com | 邮箱[email]",
                "身份证 310115 19851020 007X。 | 身份证 [id-card]。",
                "卡号6222 0212 3456 7890 128 | 卡号***************0128",
                "订单10001，明天送到人民路1号 | 订单10001，明天送到人民路1号",
                "SF1234567890123 | SF1234567890123",
                "a@b.com or c@d.com | [email] or [email]",
            })
    void masksWhatIsPersonalAndNothingElse(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @Test
    void masksTheEntitiesThatAreKnown() {
        assertThat(Masking.mask("x 13800138000 y", List.of(new Entity(Entity.PHONE, "13800138000", 2, 13))))
                .isEqualTo("x *******8000 y");
    }

    @Property
    void standsAnyTextAndIsDoneAfterOnce(@ForAll String text) {
        String masked = Masking.mask(text + " 13800138000");
        assertThat(masked).endsWith("8000").doesNotContain("13800138000");
        assertThat(Masking.mask(masked)).isEqualTo(masked);
    }
}
