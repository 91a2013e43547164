package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.parley.EntityKey;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.bot.ActionResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Failed writes, and leaving a node with work left. */
class ConversationFailureTest extends ConversationEntityFixture {

    @Test
    void asksTheBotAgainWhenAWriteFailsWhileItDecides() {
        say("m1", "hello");
        await(() -> bot.turns.size() == 1);
        failNextWriteOf(new Conversation.AskForPatience(Duration.ZERO));
        await(() -> bot.turns.size() == 2);
        assertThat(bot.answers.remove().isCancelled()).isTrue();
        answer("there you are");

        await(() -> answers().equals(List.of("there you are")));
        assertThat(router).isEmpty();
    }

    @Test
    void neitherRepeatsNorForgetsAnActionThatRunsWhileAWriteFails() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        failNextWriteOf(receive("m2", "thanks", testKit.system().<StatusReply<Received>>ignoreRef()));
        end("cancelled");

        await(() -> bot.turns.size() == 2);
        assertThat(List.copyOf(bot.turns).get(1).results())
                .containsExactly(new ActionResult(CANCEL, "cancelled", Map.of()));
        assertThat(actions.run).hasSize(1);
        assertThat(actions.resumed).isEmpty();
    }

    @Test
    void knowsHowAnActionEndedAlsoWhenThatCouldNotBeStoredAtOnce() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        conversation.persistenceTestKit().failNextPersisted("conversation|demo|c1");
        end("cancelled");

        inTime(() -> bot.turns.size() == 2);
        assertThat(List.copyOf(bot.turns).get(1).results())
                .containsExactly(new ActionResult(CANCEL, "cancelled", Map.of()));
        assertThat(actions.run).hasSize(1);
        assertThat(actions.resumed).isEmpty();
    }

    @Test
    void leavesItsNodeOnlyOnceItIsStoredHowARunningActionEnded() {
        ActorRef<Command> leaving = spawn("c-leaving");
        leaving.tell(receive("m1", "yes", testKit.system().<StatusReply<Received>>ignoreRef()));
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        TestProbe<Void> probe = testKit.createTestProbe();
        leaving.tell(Conversation.Stop.INSTANCE);
        TestProbe<StatusReply<Conversation.Summary>> alive = testKit.createTestProbe();
        leaving.tell(new Conversation.GetSummary(alive.ref()));
        assertThat(alive.receiveMessage().isSuccess()).isTrue();
        end("cancelled");

        probe.expectTerminated(leaving);
        List<Object> stored = conversation.persistenceTestKit().persistedInStorage("conversation|demo|c-leaving");
        assertThat(opened(stored.get(stored.size() - 1))).isInstanceOf(Conversation.ActionDone.class);
    }

    @Test
    void hasItselfStartedAgainWhenWorkCameAfterTheShardHadBeenAskedToForgetIt() {
        ActorRef<Command> leaving = spawn("c-forgotten");
        leaving.tell(receive("m1", "hello", testKit.system().<StatusReply<Received>>ignoreRef()));
        await(() -> bot.turns.size() == 1);
        TestProbe<Void> probe = testKit.createTestProbe();
        leaving.tell(Conversation.Stop.INSTANCE);
        probe.expectTerminated(leaving);
        assertThat(woken).containsExactly("c-forgotten");
    }

    @Test
    void isNotStartedAgainWhenNothingIsLeftToDo() {
        ActorRef<Command> leaving = spawn("c-done");
        leaving.tell(receive("m1", "hello", testKit.system().<StatusReply<Received>>ignoreRef()));
        answer("hi");
        TestProbe<StatusReply<Conversation.Summary>> summary = testKit.createTestProbe();
        await(() -> {
            leaving.tell(new Conversation.GetSummary(summary.ref()));
            return !summary.receiveMessage().getValue().unanswered();
        });
        TestProbe<Void> probe = testKit.createTestProbe();
        leaving.tell(Conversation.Stop.INSTANCE);
        probe.expectTerminated(leaving);
        assertThat(woken).isEmpty();
    }

    /** Returns when the entity has recovered again. */
    private void failNextWriteOf(Command command) {
        conversation.persistenceTestKit().failNextPersisted("conversation|demo|c1");
        CompletableFuture<?> handled = CompletableFuture.runAsync(() -> conversation.runCommand(command));
        inTime(handled::isDone);
    }

    private ActorRef<Command> spawn(String id) {
        return testKit.spawn(ConversationEntity.create(new EntityKey(TENANT, id), shard.ref(), dependencies));
    }
}
