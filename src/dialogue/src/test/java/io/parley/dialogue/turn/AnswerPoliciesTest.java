package io.parley.dialogue.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Source;
import io.parley.language.Analysis.Intent;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies that answer without a form. */
class AnswerPoliciesTest {

    @Nested
    class CourtesyTest {
        private final Policy policy = new CourtesyPolicy();

        @ParameterizedTest
        @CsvSource({"你好,greeting", "谢谢,thanks", "bye,goodbye", "Are you a robot?,identity"})
        void answersInKind(String text, String kind) {
            assertThat(Views.said(text).decided(policy).trace()).contains("courtesy:" + kind);
        }

        @Test
        void leavesTextsThatSayMoreToOthers() {
            assertThat(Views.said("你好，怎么开发票").to(policy)).isEmpty();
        }
    }

    @Nested
    class ProductAnswerTest {
        private final Policy policy = new ProductPolicy();
        private final String product =
                Views.KNOWN.products().content().products().get(0).name().in("zh");

        @Test
        void answersFromTheGraph() {
            Decision decision = Views.said(product).decided(policy);
            assertThat(decision.memory().known()).containsValue(product);
            assertThat(decision.sources()).isNotEmpty();
        }

        @Test
        void hasNothingToSayAboutTheRest() {
            assertThat(Views.said("怎么开发票").to(policy)).isEmpty();
        }
    }

    @Nested
    class ArticleTest {
        private final Policy policy = new ArticlePolicy();

        @Test
        void answersFromAnArticle() {
            Decision decision = Views.said("怎么开发票").decided(policy);
            assertThat(decision.sources()).extracting(Source::article).containsExactly("invoice");
            assertThat(decision.memory().tried()).containsExactly("article:invoice");
        }

        @Test
        void leavesTheRestToOthers() {
            assertThat(Views.said("呀哈").to(policy)).isEmpty();
        }
    }

    @Nested
    class CourtesyMeantTest {
        private final Policy policy = new CourtesyMeant();

        @Test
        void addsGreetingAndThanks() {
            assertThat(Views.said("有心了各位")
                            .meaning(new Intent("thanks_goodbye", 0.5), new Intent("greeting", 0.4))
                            .decided(policy)
                            .trace())
                    .contains("courtesy:thanks");
        }

        @Test
        void doesNotMerelyGreetWhoAsks() {
            assertThat(Views.said("这个怎么弄呀").meaning("greeting", 0.9).to(policy)).isEmpty();
            assertThat(Views.said("有心了各位？").meaning("thanks_goodbye", 0.9).to(policy))
                    .isEmpty();
            assertThat(Views.said("有心了各位")
                            .meaning(new Intent("greeting", 0.7), new Intent("return_request", 0.3))
                            .to(policy))
                    .isEmpty();
        }

        @Test
        void greetsWhoOnlyAsksWhetherSomebodyIsThere() {
            assertThat(Views.said("有人吗各位").meaning("greeting", 0.9).to(policy)).isPresent();
        }
    }

    @Nested
    class ClarificationTest {
        private final Policy policy = new Clarification();
        private final Intent[] unclear = {new Intent("return_request", 0.4), new Intent("exchange_request", 0.35)};

        @Test
        void asksWhichFormIsMeant() {
            Decision decision = Views.said("这个东西").meaning(unclear).decided(policy);
            assertThat(decision.trace()).contains("clarification");
            assertThat(decision.memory().offered()).hasSize(3);
            assertThat(decision.memory().notUnderstood()).isEqualTo(1);
        }

        @Test
        void doesNotAskTwiceInARow() {
            assertThat(Views.said("这个东西")
                            .meaning(unclear)
                            .with(Views.notUnderstood(1))
                            .to(policy))
                    .isEmpty();
        }

        @Test
        void doesNotAskWhenThereIsNoChoice() {
            assertThat(Views.said("这个东西").meaning(unclear[0]).to(policy)).isEmpty();
        }
    }

    @Nested
    class NotUnderstoodTest {
        private final Policy policy = new NotUnderstood();

        @Test
        void saysSoTheFirstTime() {
            Decision decision = Views.said("呀哈").decided(policy);
            assertThat(decision.trace()).contains("not-understood:0");
            assertThat(decision.memory().notUnderstood()).isEqualTo(1);
            assertThat(decision.canWait()).isTrue();
        }

        @Test
        void bringsInAPersonTheSecondTime() {
            Decision decision = Views.said("呀哈").with(Views.notUnderstood(1)).decided(policy);
            assertThat(decision.handoff().reason()).isEqualTo(HandoffReason.NOT_UNDERSTOOD);
        }
    }
}
