package io.parley.dialogue.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.dialogue.forms.FormStep.HandOver;
import io.parley.dialogue.forms.FormStep.Reply;
import org.junit.jupiter.api.Test;

/** The form that uses the product graph. */
class RepairFormTest {

    private final FormConversation customer = new FormConversation(DemoForms.ALL, "repair");

    @Test
    void offersTheProductsOfAKindAndTheirKnownProblemsAndTriesTheStepsFirst() {
        assertThat(customer.says("我要报修", "warranty_repair")).contains("哪款商品");
        assertThat(customer.says("耳机")).contains("极光 H1", "跃动 S3");
        assertThat(customer.says("1"))
                .contains("什么问题")
                .contains("充不进电", "一边没声音")
                .doesNotContain("吸力");
        assertThat(customer.says("一边没声音")).contains("放回充电盒").endsWith("1. 是的\n2. 不是");
        assertThat(customer.says("没有")).contains("订单号");
        assertThat(customer.says("跳过")).contains("极光 H1 头戴式降噪耳机（一边没声音）");
        assertThat(customer.step).isInstanceOf(HandOver.class);
        assertThat(((HandOver) customer.step).skill()).isEqualTo("technical");
        assertThat(((HandOver) customer.step).summary()).anyMatch(line -> line.contains("一边没声音"));
    }

    @Test
    void endsWhenTheStepsHelped() {
        customer.says("My Lumo Watch 4 won't charge, I need a repair", "warranty_repair");
        assertThat(customer.says("yes")).contains("works again");
        assertThat(((Reply) customer.step).after()).isNull();
    }

    @Test
    void takesAProblemInTheCustomersOwnWords() {
        customer.says("repair my Pebble 2 portable Bluetooth speaker", "warranty_repair");
        assertThat(customer.says("the lid has a crack and rattles")).contains("order number");
        assertThat(customer.says("10001")).contains("the lid has a crack");
    }

    @Test
    void asksForTheProblemOfTheRightProductAfterACorrection() {
        customer.says("要修 V6 无线吸尘器", "warranty_repair");
        assertThat(customer.says("不对，是墨 7 电子书阅读器")).contains("有残影").doesNotContain("吸力");
    }
}
