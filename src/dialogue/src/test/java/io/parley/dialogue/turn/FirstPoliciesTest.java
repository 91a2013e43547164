package io.parley.dialogue.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.language.Emotion;
import io.parley.language.Language;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies that come before any form and answer. */
class FirstPoliciesTest {

    @Nested
    class WordlessTest {
        private final Policy policy = new Wordless();

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "😀", "???"})
        void asksForWords(String text) {
            Decision decision = Views.said(text).decided(policy);
            assertThat(decision.trace()).contains("wordless:empty");
            assertThat(decision.say()).hasAtLeastOneElementOfType(Content.Choice.class);
        }

        @Test
        void saysWhatItCannotRead() {
            assertThat(Views.sent(new Content.Media("/u/1", "image/png", "a.png", 10))
                            .decided(policy)
                            .trace())
                    .contains("wordless:media");
        }

        @Test
        void doesNotCountAsNotUnderstood() {
            assertThat(Views.said("")
                            .with(Views.notUnderstood(1))
                            .decided(policy)
                            .memory()
                            .notUnderstood())
                    .isEqualTo(1);
        }

        @Test
        void leavesWordsToOthers() {
            assertThat(Views.said("你好").to(policy)).isEmpty();
        }
    }

    @Nested
    class HumanRequestedTest {
        private final Policy policy = new HumanRequested();

        @ParameterizedTest
        @ValueSource(strings = {"转人工", "I want to talk to a real person, the lamp has arrived broken"})
        void bringsInAPersonWhoIsAskedFor(String text) {
            assertThat(Views.said(text).decided(policy).handoff().reason()).isEqualTo(HandoffReason.REQUESTED);
        }

        @Test
        void bringsInAPersonWhoIsMeant() {
            assertThat(Views.said("flesh and blood")
                            .meaning("human_agent", 0.9)
                            .decided(policy)
                            .trace())
                    .contains("human-requested");
        }

        @Test
        void summarisesTheFormThatIsOpen() {
            Decision decision = Views.said("转人工").with(Views.inReturn(false)).decided(policy);
            assertThat(decision.handoff().summary())
                    .contains(Views.form("return").about(Language.ZH));
            assertThat(decision.memory().forms()).isEmpty();
        }

        @Test
        void leavesTheRestToOthers() {
            assertThat(Views.said("人工费多少钱").meaning("human_agent", 0.3).to(policy))
                    .isEmpty();
        }
    }

    @Nested
    class CaseOpenedTest {
        private final Policy policy = new CaseOpened();

        @Test
        void opensACaseAfterThreeUnhappyTurns() {
            Decision decision = Views.said("还是没解决")
                    .with(Views.felt(Emotion.DISAPPOINTED, Emotion.ANXIOUS))
                    .feeling(Emotion.DISAPPOINTED)
                    .decided(policy);
            assertThat(decision.opens()).isNotNull();
            assertThat(decision.handoff().reason()).isEqualTo(HandoffReason.UPSET);
            assertThat(decision.handoff().skills()).isEqualTo(List.of("senior"));
            assertThat(decision.memory().mood().caseOpened()).isTrue();
        }

        @Test
        void waitsUntilThen() {
            assertThat(Views.said("还是没解决")
                            .with(Views.felt(Emotion.DISAPPOINTED))
                            .feeling(Emotion.DISAPPOINTED)
                            .to(policy))
                    .isEmpty();
        }
    }

    @Nested
    class SeniorTest {
        private final Policy policy = new Senior();

        @Test
        void bringsInSomebodySeniorForAnger() {
            Decision decision = Views.said("太差了")
                    .with(Views.felt(Emotion.ANGRY))
                    .feeling(Emotion.ANGRY)
                    .decided(policy);
            assertThat(decision.handoff().reason()).isEqualTo(HandoffReason.UPSET);
            assertThat(decision.opens()).isNull();
            assertThat(decision.trace()).contains("senior");
        }

        @Test
        void doesNotForTheFirstAngryTurn() {
            assertThat(Views.said("太差了").feeling(Emotion.ANGRY).to(policy)).isEmpty();
        }
    }
}
