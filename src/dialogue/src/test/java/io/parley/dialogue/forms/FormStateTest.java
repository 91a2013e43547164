package io.parley.dialogue.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.FormStep.End;
import io.parley.dialogue.forms.FormStep.HandOver;
import io.parley.dialogue.forms.FormStep.Reason;
import io.parley.dialogue.forms.FormStep.Reply;
import io.parley.language.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a form between turns, conversations and channels. */
class FormStateTest {

    @Test
    void isStoredUnderNamesThatStay() {
        FormConversation conversation = FormConversation.demo("cancel-order");
        conversation.says("cancel 30552");
        assertThat(FormConversation.json(Objects.requireNonNull(conversation.state)))
                .isEqualTo(
                        "{\"form\":\"cancel-order\",\"slots\":{\"order\":{\"value\":\"30552\",\"checked\":true,\"results\":{"
                                + "\"items\":{\"type\":\"list\",\"items\":["
                                + "{\"name.en\":{\"type\":\"text\",\"text\":\"Aurora H1 noise-cancelling headphones\"},\"name.zh\":{\"type\":\"text\",\"text\":\"极光 H1 头戴式降噪耳机\"},\"quantity\":{\"type\":\"number\",\"number\":1}},"
                                + "{\"name.en\":{\"type\":\"text\",\"text\":\"USB-C cable 2 m\"},\"name.zh\":{\"type\":\"text\",\"text\":\"USB-C 数据线 2 米\"},\"quantity\":{\"type\":\"number\",\"number\":2}}]},"
                                + "\"status\":{\"type\":\"text\",\"text\":\"paid\"},\"total\":{\"type\":\"money\",\"minor\":89900,\"currency\":\"CNY\"}}}},"
                                + "\"question\":\"confirm\",\"begunAt\":\"2026-11-21T02:00:00Z\",\"changedAt\":\"2026-11-21T02:00:00Z\","
                                + "\"instance\":\"conversation:1\"}");
    }

    @Test
    void comesBackShortlyAfterADigression() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.says("退货 10532");
        FormState state = conversation.state;
        assertThat(resume(conversation, Language.ZH))
                .isEqualTo(
                        """
                我们接着办退货。
                请问退货的原因是？
                1. 质量问题
                2. 发错或少件
                3. 不喜欢或不想要
                4. 其他""");
        assertThat(resume(conversation, Language.EN)).startsWith("Now back to your return.\nWhy do you");
        assertThat(conversation.state).isEqualTo(state);
    }

    @Test
    void isGoneOnWithInALaterConversationOnAnotherChannel() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.says("return order 10532");
        Instant later = FakeShop.NOW.plus(Duration.ofHours(5));
        FormState state = Objects.requireNonNull(conversation.state);
        assertThat(conversation.form.expired(state, later)).isFalse();
        conversation.now = later;
        conversation.channel = "sms";
        Reply back =
                FormDialogue.welcomeBack(conversation.form, state, Language.EN, "sms", FormConversation.ZONE, later);
        assertThat(FormConversation.plain(back.say())).contains("10532").contains("\n1. ", "\n2. ");
        conversation.state = back.after();
        assertThat(FormDialogue.asksWhetherToGoOn(Objects.requireNonNull(back.after())))
                .isTrue();
        assertThat(conversation.says("1")).contains("Why do you want to return it?");
        assertThat(conversation.says("broken")).contains("order 10532").contains("It is faulty");
    }

    @Test
    void mayBeAnsweredAtOnceOrLeftWhenGoneOnWith() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.says("退货 10532");
        conversation.state = back(conversation);
        assertThat(conversation.says("质量问题")).contains("退回订单 10532");
        conversation.state = back(conversation);
        assertThat(conversation.says("不用了")).contains("先不办了");
        assertThat(((Reply) conversation.step).end()).isEqualTo(End.CANCELLED);
    }

    @Test
    void expiresAfterTheFormsTime() {
        Form form = DemoForms.ALL.named("return").orElseThrow();
        FormState state = state(FakeShop.NOW);
        assertThat(form.expired(state, FakeShop.NOW.plus(Duration.ofHours(24)))).isFalse();
        assertThat(form.expired(state, FakeShop.NOW.plus(Duration.ofHours(24)).plusSeconds(1)))
                .isTrue();
    }

    @Test
    void asksInTheChannelsWay() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.channel = "sms";
        String brief = conversation.says("我要退货");
        assertThat(brief).contains("订单号");
        conversation.channel = "email";
        conversation.state = null;
        assertThat(conversation.says("我要退货")).contains("订单").hasSizeGreaterThan(brief.length());
    }

    @Test
    void offersChoicesWhoseLabelsAreUnderstoodInEitherLanguage() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.says("return 10532");
        Reply said = (Reply) conversation.step;
        Content.Choice choice = (Content.Choice) said.say().get(said.say().size() - 1);
        FormState asked = conversation.state;
        for (Content.Option option : choice.options()) {
            conversation.state = asked;
            assertThat(conversation.says(option.value())).contains("reason: " + option.label());
        }
        conversation.state = asked;
        assertThat(conversation.says("发错或少件")).contains("发错或少件");
    }

    @Test
    void beginsWithTheOrderSpokenOfLast() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.known.put("order_number", "10532");
        assertThat(conversation.says("我想退货")).contains("退货的原因");
        assertThat(conversation.says("3")).contains("退回订单 10532");
    }

    @Test
    void handsOverWhenTheShopCannotBeAsked() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.says("return 10532 broken");
        conversation.shop.down = true;
        assertThat(conversation.says("yes")).contains("our system has a problem");
        HandOver handOver = (HandOver) conversation.step;
        assertThat(handOver.reason()).isEqualTo(Reason.ACTION_FAILED);
        assertThat(handOver.reason().code()).isEqualTo("action-failed");
        assertThat(handOver.skill()).isEqualTo("orders");
        assertThat(handOver.summary())
                .containsExactly("Under way: your return", "order number: 10532", "reason: It is faulty");
    }

    @Test
    void throwsAwayWhatWasToldOfAnotherOrder() {
        FormConversation conversation = FormConversation.demo("return");
        conversation.says("退货 10532 质量问题");
        conversation.says("不是，是 20418");
        assertThat(((Reply) conversation.step).end()).isEqualTo(End.CANCELLED);
        assertThat(conversation.shop.calls)
                .extracting(call -> call.arguments().get("number"))
                .containsExactly("10532", "20418");
    }

    private static String resume(FormConversation conversation, Language language) {
        return FormConversation.plain(FormDialogue.resume(
                conversation.form,
                Objects.requireNonNull(conversation.state),
                language,
                null,
                FormConversation.ZONE,
                FakeShop.NOW,
                FormConversation.ADVICE));
    }

    private static @Nullable FormState back(FormConversation conversation) {
        return FormDialogue.welcomeBack(
                        conversation.form,
                        Objects.requireNonNull(conversation.state),
                        Language.ZH,
                        null,
                        FormConversation.ZONE,
                        FakeShop.NOW)
                .after();
    }

    private static FormState state(Instant at) {
        return new FormState("return", Map.of(), FormState.Question.SLOT, "order", List.of(), 0, at, at, "c1-2", 0);
    }
}
