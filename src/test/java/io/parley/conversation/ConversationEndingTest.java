package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conversations that end and are continued. */
class ConversationEndingTest extends ConversationEntityFixture {

    private EventSourcedBehaviorTestKit.CommandResultWithReply<
                    Command, Event, ConversationState, StatusReply<Conversation.Expiry>>
            endIfSilent() {
        return conversation.runCommand((ActorRef<StatusReply<Conversation.Expiry>> ref) -> new Conversation.EndIfSilent(
                Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofDays(3), Duration.ofHours(2), ref));
    }

    /** For a conversation that does not end now. Its customer may be asked for patience meanwhile. */
    private Instant expiry() {
        var result = endIfSilent();
        assertThat(result.state().status()).isEqualTo(Conversation.Status.OPEN);
        return result.reply().getValue().at();
    }

    @Test
    void endsBySilenceOnceNobodyHasSpokenForLongAlsoAfterARestart() {
        say("m1", "hello");
        answer("hi");
        await(() -> answers().size() == 1);
        clock.set(NOW.plus(Duration.ofMinutes(29)));
        assertThat(expiry()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
        conversation.restart();
        clock.set(NOW.plus(Duration.ofMinutes(31)));
        assertThat(opened(List.<Object>copyOf(endIfSilent().events()).get(0)))
                .isEqualTo(new Conversation.ConversationEnded(
                        Conversation.Ending.ANSWERED,
                        Conversation.Cause.SILENCE,
                        null,
                        null,
                        null,
                        clock.instant().plus(Duration.ofHours(2)),
                        clock.instant()));
        assertThat(endIfSilent().hasNoEvents()).isTrue();
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    @Test
    void waitsLongerWhileAFormIsOpenAndThenCountsItAsAbandoned() {
        say("m1", "return");
        decide(inForm("which order?"));
        await(() -> answers().size() == 1);
        clock.set(NOW.plus(Duration.ofHours(23)));
        assertThat(expiry()).isEqualTo(NOW.plus(Duration.ofHours(24)));
        clock.set(NOW.plus(Duration.ofHours(25)));
        Conversation.ConversationEnded ended = (Conversation.ConversationEnded)
                opened(List.<Object>copyOf(endIfSilent().events()).get(0));
        assertThat(ended.ending()).isEqualTo(Conversation.Ending.ABANDONED_IN_BOT);
    }

    @Test
    void doesNotEndWhileSomethingIsUnansweredOrAPersonHoldsIt() {
        say("m1", "hello");
        clock.set(NOW.plus(Duration.ofDays(2)));
        assertThat(expiry()).isNull();
        decide(decision("one moment", new Handoff(HandoffReason.REQUESTED, "wants a human", List.of())));
        await(() -> !router.isEmpty());
        long handoff = ((Routing.Enqueue) router.get(0)).item().handoff();
        conversation.runCommand(new Conversation.RouterReported(new Routing.Assigned(handoff, AGENT, NAME)));
        clock.set(NOW.plus(Duration.ofDays(9)));
        assertThat(expiry()).isNull();
        assertThat(leave("e1", Conversation.Cause.CONFIRMED).end()).isNull();
    }

    @Test
    void letsTheRouterGoOfAConversationLeftInTheQueueAndIsTheBotsWhenItGoesOn() {
        handOff();
        Conversation.Stored end = leave("e1", Conversation.Cause.PAGE_CLOSED).end();
        assertThat(end).isNotNull();
        assertThat(conversation.getState().ended().ending()).isEqualTo(Conversation.Ending.LEFT_IN_QUEUE);
        long handoff = ((Routing.Enqueue) router.get(0)).item().handoff();
        await(() -> router.contains(new Routing.Release(ID, handoff)));
        router.clear();

        // Until the router confirms, the request is repeated, and an offer accepted meanwhile is refused.
        conversation.restart();
        await(() -> router.contains(new Routing.Release(ID, handoff)));
        conversation.runCommand(new Conversation.RouterReported(new Routing.Assigned(handoff, AGENT, NAME)));
        await(() -> router.contains(new Routing.AssignmentAnswered(ID, handoff, false)));
        conversation.runCommand(new Conversation.RouterReported(new Routing.Released(handoff)));
        assertThat(conversation.getState().errands()).isEmpty();
        assertThat(leave("e1", Conversation.Cause.PAGE_CLOSED).end()).isEqualTo(end);

        say("m2", "still there?");
        assertThat(conversation.getState().owner()).isEqualTo(Conversation.Owner.BOT);
        answer("yes");
        await(() -> answers().contains("yes"));
    }

    @Test
    void goesOnWithMemoryAndFormWhenTheCustomerWritesAgainSoon() {
        say("m1", "return");
        decide(inForm("which order?"));
        await(() -> answers().size() == 1);
        clock.set(NOW.plus(Duration.ofHours(25)));
        endIfSilent();
        clock.passes(Duration.ofHours(1));
        var again = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m2", "10001", ref));
        List<?> events = again.events();
        assertThat(events).hasSize(2);
        assertThat(opened(events.get(0))).isInstanceOf(Conversation.ConversationReopened.class);
        assertThat(again.reply().getValue()).isInstanceOf(Conversation.Stored.class);
        await(() -> bot.turns.size() == 2);
        assertThat(List.copyOf(bot.turns).get(1).memory().form()).isNotNull();
    }

    @Test
    void sendsTheCustomerOnWithWhatIsUnfinishedWhenTheyWriteAgainLate() {
        say("m1", "return");
        decide(inForm("which order?"));
        await(() -> answers().size() == 1);
        clock.set(NOW.plus(Duration.ofHours(25)));
        endIfSilent();
        clock.passes(Duration.ofHours(2));
        var late = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m2", "10001", ref));
        assertThat(late.hasNoEvents()).isTrue();
        Conversation.AlreadyOver over = (Conversation.AlreadyOver) late.reply().getValue();
        assertThat(over.unfinished().memory().form()).isNotNull();
    }

    private static Decision inForm(String question) {
        FormState form =
                new FormState("return", Map.of(), FormState.Question.SLOT, "order", List.of(), 0, NOW, NOW, "c1-2", 0);
        return new Decision(
                List.of(new Content.Text(question)),
                null,
                new Memory(Language.EN, 0, List.of(), null, List.of(form), Map.of(), List.of(), null, null, false),
                List.of(),
                List.of());
    }
}
