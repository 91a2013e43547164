package io.parley.language.entity;

import static org.assertj.core.api.Assertions.assertThat;

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
                "我的手机号是13800138000，谢谢 | 我的手机号是[phone-1]，谢谢",
                "Call +1 (415) 555-2671 now | Call [phone-1] now",
                "邮箱ＡＢ@qq.com | 邮箱[email-1]",
                "身份证 310115 19851020 007X。 | 身份证 [id-card-1]。",
                "卡号6222 0212 3456 7890 128 | 卡号[card-1]",
                "卡号6222 0200 1234 5678 | 卡号[number-1]",
                "订单10001，明天送到人民路1号 | 订单[order-1]，明天送到人民路1号",
                "SF1234567890123 | [parcel-1]",
                "a@b.com or c@d.com, not a@b.com | [email-1] or [email-2], not [email-1]",
                "王小明的手机，我是 jane DOE, Doe in short | [name-1]的手机，我是 [name-2], [name-3] in short",
                "Doering wants 2 of 1500 | Doering wants 2 of 1500",
            })
    void masksWhatIsPersonalAndNothingElse(String text, String masked) {
        Masking.Masked done = Masking.mask(text, List.of("王小明", "Jane Doe", "?"));
        assertThat(done.text()).isEqualTo(masked);
        assertThat(done.restored(masked)).isEqualTo(text);
    }

    @Test
    void restoresOnlyWhatItMasked() {
        assertThat(Masking.mask("13800138000", List.of()).restored("call [phone-1], [phone-2] or $1 [1]"))
                .isEqualTo("call 13800138000, [phone-2] or $1 [1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write to me@example.com or call 138-0013-8000, room 1204 | write to [@] or call [#], room 1204",
                "订单 DD20261112-4410 呢 | 订单 [#] 呢"
            })
    void marksWhereItWasForThoseWhoNeedNoMore(String text, String marked) {
        assertThat(Masking.marked(text)).isEqualTo(marked);
        assertThat(Masking.marked(marked)).isEqualTo(marked);
        assertThat(Masking.withoutMarks(marked)).doesNotContain("[");
    }

    @Property
    void standsAnyTextAndIsDoneAfterOnce(@ForAll String text) {
        Masking.Masked masked = Masking.mask(text + " 13800138000", List.of());
        assertThat(masked.text()).doesNotContain("13800138000");
        assertThat(masked.restored(masked.text())).isEqualTo(text + " 13800138000");
        assertThat(Masking.mask(masked.text(), List.of()).text()).isEqualTo(masked.text());
    }
}
