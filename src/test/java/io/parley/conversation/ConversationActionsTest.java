package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LogFields;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Turn;
import io.parley.routing.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Actions in a company's systems: each happens once, whatever else happens meanwhile. */
class ConversationActionsTest extends ConversationEntityFixture {

    @Test
    void whatIsLoggedForAnActionIsAboutTheConversationAndItsChannel() {
        say("m1", "yes");
        begin(CANCEL);

        await(() -> actions.about.equals(
                List.of(LogFields.of(TENANT).conversation(ID).channel("webchat"))));
    }

    @Test
    void doesWhatWasConfirmedOnceAndTellsItThoughTheCustomerWritesOnMeanwhile() {
        say("m1", "是");
        begin(CANCEL);
        await(() -> actions.run.equals(List.of(CANCEL)));
        say("m2", "谢谢");
        end("cancelled");
        await(() -> bot.turns.size() == 2);
        Turn goesOn = List.copyOf(bot.turns).get(1);
        assertThat(goesOn.text()).isEqualTo("是");
        assertThat(goesOn.number()).isEqualTo(2);
        assertThat(goesOn.results()).containsExactly(new ActionResult(CANCEL, "cancelled", Map.of()));
        answer("your order is cancelled");

        await(() -> bot.turns.size() == 3);
        assertThat(List.copyOf(bot.turns).get(2).text()).isEqualTo("谢谢");
        assertThat(List.copyOf(bot.turns).get(2).results()).isEmpty();
        answer("you are welcome");
        await(() -> answers().equals(List.of("your order is cancelled", "you are welcome")));
        assertThat(actions.run).hasSize(1);
        assertThat(actions.resumed).isEmpty();
    }

    @Test
    void goesOnWithTheSameActionAfterACrash() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        conversation.restart();
        await(() -> actions.resumed.equals(List.of(CANCEL)));
        say("m2", "hello?");
        actions.open.remove(); // of the process that died
        end("cancelled");
        await(() -> bot.turns.size() == 2);
        assertThat(List.copyOf(bot.turns).get(1).text()).isEqualTo("yes");
        assertThat(actions.run).hasSize(1);
    }

    @Test
    void asksTheBotAgainWithTheResultWhenItsAnswerWasNotStoredBeforeACrash() {
        say("m1", "yes");
        begin(CANCEL);
        end("cancelled");
        await(() -> bot.turns.size() == 2);
        conversation.restart();
        await(() -> bot.turns.size() == 3);
        assertThat(List.copyOf(bot.turns).get(2))
                .isEqualTo(List.copyOf(bot.turns).get(1));
        assertThat(actions.resumed).isEmpty();
    }

    @Test
    void keepsTheLookUpsThatWereMadeBeforeAnAction() {
        ActionResult found = new ActionResult(new ActionCall("order", Map.of(), "k"), "found", Map.of());
        say("m1", "yes");
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().complete(new BeginAction(CANCEL, UNDERSTOOD, List.of(found), NOW));
        end("cancelled");
        await(() -> bot.turns.size() == 2);
        assertThat(List.copyOf(bot.turns).get(1).results())
                .containsExactly(found, new ActionResult(CANCEL, "cancelled", Map.of()));
    }

    @Test
    void goesOnAfterAnActionWithWhatWasUnderstoodBeforeIt() {
        say("m1", "yes");
        begin(CANCEL);
        end("cancelled");
        await(() -> bot.turns.size() == 2);
        assertThat(bot.turns.remove().understood()).isNull();
        assertThat(bot.turns.remove().understood()).isEqualTo(UNDERSTOOD);
    }

    @Test
    void tellsTheAgentWhatWasBegunAndIsNotKnownToHaveEnded() {
        say("m1", "yes");
        begin(CANCEL);
        end(ActionResult.UNKNOWN);
        await(() -> bot.turns.size() == 2);
        decide(decision("a colleague will check", new Handoff(HandoffReason.ACTION_FAILED, "order", List.of())));
        await(() -> !router.isEmpty());
        assertThat(keyring.open(TENANT, ((Routing.Enqueue) router.get(0)).item())
                        .toCompletableFuture()
                        .join()
                        .summary()
                        .orElse(""))
                .contains("order", "not known to have ended", "cancel-order", "10001");
    }

    @Test
    void staysInMemoryUntilAnActionHasEnded() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectNoMessage(Duration.ZERO);
    }

    @Test
    void storesTheEndOfAnActionOnce() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        var ended = new Conversation.ActionEnded(3, new ActionResult(CANCEL, "cancelled", Map.of()));
        assertThat(conversation.runCommand(ended).events()).hasSize(1);
        assertThat(conversation.runCommand(ended).hasNoEvents()).isTrue();
    }

    @Test
    void doesNothingTwiceForATurnThatIsAskedForOnceMore() {
        say("m1", "yes");
        fail(new TimeoutException());
        isAskedAgain();
        begin(CANCEL);
        end("cancelled");
        fail(new TimeoutException());
        isAskedAgain();
        answer("it is cancelled");

        await(() -> answers().equals(List.of("it is cancelled")));
        assertThat(actions.run).containsExactly(CANCEL);
        assertThat(actions.resumed).isEmpty();
        assertThat(List.copyOf(bot.turns).get(3).results())
                .containsExactly(new ActionResult(CANCEL, "cancelled", Map.of()));
    }

    @Test
    void asksForNoPatienceWhileAnActionIsUnderWay() {
        say("m1", "cancel it");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        clock.set(NOW.plusSeconds(8));
        assertThat(conversation
                        .runCommand(new Conversation.AskForPatience(PATIENCE_AFTER))
                        .hasNoEvents())
                .isTrue();
    }
}
