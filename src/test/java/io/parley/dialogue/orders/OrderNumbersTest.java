package io.parley.dialogue.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.language.Spelling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "我的订单10001到哪了, 10001",
        "订单１０００１到哪了, 10001",
        "10001, 10001",
        "订单号是 8842, 8842",
        "订单号：20418，麻烦看下, 20418",
        "单号20418还没到, 20418",
        "where is order 20418?, 20418",
        "order number is 77, 77",
        "order #A-77 please, A-77",
        "#A-77, A-77",
        "＃A-77到了吗, A-77",
        "订单A-77到了吗, A-77",
        "查一下dd20261120-8842, DD20261120-8842",
        "DD20261120-8842什么时候到, DD20261120-8842",
        "10001号订单, 10001",
        "where is 10001., 10001",
    })
    void findsOrderNumbers(String text, String number) {
        assertThat(OrderNumbers.in(Spelling.folded(text))).containsExactly(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "我的手机号13800138000",
                "订单手机13800138000",
                "call 400-123-4567",
                "电话01012345678",
                "花了12999元",
                "¥12999",
                "12999.00",
                "12,999",
                "20000 rmb",
                "2026-11-20",
                "20261120",
                "2026年11月20日",
                "充电宝20000毫安",
                "20000mAh",
                "验证码 123456",
                "邮编200120",
                "I want to order 20 phones",
                "iPhone15 和 iPhone 16",
                "买10000个有优惠吗",
                "SF1000000010001",
                "110101199003078888",
                "12345@example.com",
                "满99元包邮吗",
                "10001元的订单",
            })
    void takesNothingElseForOne(String text) {
        assertThat(OrderNumbers.in(Spelling.folded(text))).isEmpty();
    }

    @Test
    void findsSeveralOnceEach() {
        assertThat(OrderNumbers.in("订单10001和20418，还有10001")).containsExactly("10001", "20418");
    }

    @Test
    void takesShortNumbersWhenItHasAskedForOne() {
        assertThat(OrderNumbers.awaitedIn("a-77")).containsExactly("A-77");
        assertThat(OrderNumbers.awaitedIn("是8842")).containsExactly("8842");
        assertThat(OrderNumbers.awaitedIn("13800138000")).isEqualTo(List.of());
        assertThat(OrderNumbers.awaitedIn("我不记得了")).isEmpty();
    }
}
