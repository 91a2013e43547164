package io.parley.dialogue.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies that begin forms and continue them. */
class FormPoliciesTest {

    private static final PolicyChain REST = new PolicyChain(List.of(new CourtesyPolicy(), new NotUnderstood()));

    private static final Memory IN_RETURN = Views.inReturn(false);
    private static final Memory LEFT_RETURN = Views.inReturn(true);

    private static List<String> open(Decision decision) {
        return decision.memory().forms().stream().map(FormState::form).toList();
    }

    @Nested
    class WelcomeBackTest {
        private final Policy policy = new WelcomeBack(REST);

        @Test
        void answersFirstAndThenAsksWhetherToContinue() {
            Decision decision = Views.said("你好").with(LEFT_RETURN).decided(policy);
            assertThat(decision.trace()).contains("welcome-back:return", "courtesy:greeting");
            assertThat(decision.memory().forms().get(0).question()).isEqualTo(FormState.Question.BACK);
            assertThat(decision.say().size()).isGreaterThan(1);
        }

        @Test
        void onlyAsksWhenNothingIsUnderstood() {
            Decision decision = Views.said("那个事情怎么样了呢哈").with(LEFT_RETURN).decided(policy);
            assertThat(decision.trace()).contains("welcome-back:return", "not-understood:0");
            assertThat(decision.memory().notUnderstood()).isZero();
            assertThat(open(decision)).containsExactly("return");
        }

        @Test
        void asksAtOnceWhenTheSameIsWanted() {
            Decision decision = Views.said("我要退货")
                    .meaning("return_request", 0.9)
                    .with(LEFT_RETURN)
                    .decided(policy);
            assertThat(decision.trace()).doesNotContain("not-understood:0");
            assertThat(decision.memory().forms().get(0).question()).isEqualTo(FormState.Question.BACK);
        }

        @Test
        void isOnlyForThoseWhoReturn() {
            assertThat(Views.said("你好").with(IN_RETURN).to(policy)).isEmpty();
            assertThat(Views.said("你好").to(policy)).isEmpty();
        }
    }

    @Nested
    class OpenFormTest {
        private final Policy policy = new OpenForm(REST);

        @Test
        void continuesTheForm() {
            assertThat(Views.said("10532").with(IN_RETURN).to(policy)).containsInstanceOf(Step.Act.class);
        }

        @Test
        void keepsTheFormOpenWhileSomethingElseIsAnswered() {
            Decision decision = Views.said("你是谁").with(IN_RETURN).decided(policy);
            assertThat(decision.trace()).contains("digression:return", "courtesy:identity");
            assertThat(open(decision)).containsExactly("return");
        }

        @Test
        void isOnlyForOpenForms() {
            assertThat(Views.said("10532").to(policy)).isEmpty();
        }
    }

    @Nested
    class FormWantedTest {
        private final Policy policy = new FormWanted();

        @Test
        void beginsAFormByItsIntent() {
            assertThat(open(Views.said("我要退货").meaning("return_request", 0.9).decided(policy)))
                    .containsExactly("return");
        }

        @Test
        void beginsAFormByItsTitle() {
            String title = Views.form("return").title(Language.ZH);
            assertThat(open(Views.said(title).decided(policy))).containsExactly("return");
        }

        @ParameterizedTest
        @ValueSource(strings = {"10001", "我的订单号是 10001", "It's order number 10001, please"})
        void looksUpAMereOrderNumber(String text) {
            assertThat(Views.said(text).to(policy)).containsInstanceOf(Step.Act.class);
        }

        @Test
        void leavesAQuestionToTheArticleThatAnswersIt() {
            assertThat(Views.said("怎么申请退货").meaning("return_request", 0.9).to(policy))
                    .isEmpty();
        }

        @Test
        void doesNotBeginWhatIsUnclear() {
            assertThat(Views.said("我要退货").meaning("return_request", 0.5).to(policy))
                    .isEmpty();
        }
    }

    @Nested
    class OrderNumberTest {
        private final Policy policy = new OrderNumber();

        @Test
        void looksUpAnOrderThatIsNamed() {
            assertThat(Views.said("我那个 10001 呀哈").to(policy)).containsInstanceOf(Step.Act.class);
        }

        @Test
        void looksEachUpOnce() {
            assertThat(Views.said("我那个 10001 呀哈")
                            .with(Views.tried("form:order-status:10001"))
                            .to(policy))
                    .isEmpty();
        }

        @Test
        void doesNotInterruptAForm() {
            assertThat(Views.said("我那个 10001 呀哈").with(IN_RETURN).to(policy)).isEmpty();
        }
    }

    @Nested
    class FormExplainsTest {
        private final Policy policy = new FormExplains();

        @Test
        void letsTheFormAskAgain() {
            Decision decision = Views.said("呀哈").with(IN_RETURN).decided(policy);
            assertThat(decision.trace()).contains("not-understood:0", "form:return");
            assertThat(Content.plainText(decision.say())).isNotBlank();
            assertThat(open(decision)).containsExactly("return");
        }

        @Test
        void isOnlyForOpenForms() {
            assertThat(Views.said("呀哈").to(policy)).isEmpty();
        }
    }
}
