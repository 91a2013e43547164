package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.routing.Routing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delivery of replies over channels that do not fetch them. */
class ConversationDeliveryTest extends ConversationEntityFixture {

    @Test
    void asksTheGatewayUntilItHasTakenWhatIsToBeBrought() {
        say(PHONE, "m1", "hello");
        answer("hi");
        inTime(() -> delivers().size() >= 2);
        assertThat(gateways).containsOnly("generic-demo");
        assertThat(delivers()).allSatisfy(deliver -> {
            assertThat(deliver.replies()).hasSize(1);
            assertThat(opened(deliver.replies().get(0)).to()).isEqualTo(PHONE);
            assertThat(deliver.replies().get(0).sequence()).isEqualTo(3);
        });
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectNoMessage(Duration.ZERO);
        gatewayReported(new Delivery.Taken("generic-demo", 3));
        requests.clear();
        conversation.runCommand(Conversation.Tick.ERRANDS);
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectMessageClass(ClusterSharding.Passivate.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void bringsWhatOneMessageCannotCarryAsSoonAsTheGatewayHasTakenTheFirst() {
        for (int i = 0; i < 25; i++) {
            say(PHONE, "m" + i, "hello");
            answer("hi " + i);
        }
        inTime(() -> delivers().stream().anyMatch(deliver -> deliver.replies().size() == 20));
        List<Long> replies = conversation.getState().outbox().stream()
                .map(Delivery.Reply::sequence)
                .toList();
        requests.clear();
        gatewayReported(new Delivery.Taken("generic-demo", replies.get(19)));
        assertThat(delivers()).first().satisfies(rest -> assertThat(rest.replies())
                .extracting(Delivery.Outgoing::sequence)
                .isEqualTo(replies.subList(20, 25)));
    }

    @Test
    void asksTheGatewayAgainAfterACrashUntilItKnowsWhatBecameOfAReply() {
        say(PHONE, "m1", "hello");
        answer("hi");
        await(() -> !delivers().isEmpty());
        gatewayReported(new Delivery.Taken("generic-demo", 3));
        requests.clear();
        conversation.restart();
        await(() -> !delivers().isEmpty());

        Delivery.Settled sent = new Delivery.Settled("generic-demo", 3, Delivery.State.SENT, null);
        gatewayReported(sent);
        gatewayReported(sent);
        assertThat(requests.stream().filter(new Delivery.Noted(ID, 3)::equals)).hasSize(2);
        assertThat(conversation.getState().sequence()).isEqualTo(4);
        assertThat(conversation.getState().outbox()).isEmpty();
    }

    @Test
    void answersWhereTheCustomerLastWroteFrom() {
        say(PHONE, "m1", "hello");
        say("m2", "now here");
        answer("old");
        answer("hi");
        await(() -> answers().equals(List.of("hi")));
        assertThat(requests).isEmpty();

        say(PHONE, "m3", "and there again");
        answer("hi again");
        await(() -> !delivers().isEmpty());
        assertThat(opened(delivers().get(0).replies().get(0)).contents())
                .isEqualTo(List.of(new Content.Text("hi again")));
    }

    @Test
    void bringsNoNotesToACustomer() {
        say(PHONE, "m1", "human");
        await(() -> !bot.answers.isEmpty());
        bot.answers
                .remove()
                .complete(decision("one moment", new Handoff(HandoffReason.REQUESTED, "a human", List.of())));
        await(() -> !router.isEmpty());
        long handoff = ((Routing.Enqueue) router.get(0)).item().handoff();
        conversation.runCommand(new Conversation.RouterReported(new Routing.Assigned(handoff, AGENT, NAME)));
        gatewayReported(new Delivery.Taken("generic-demo", 3));
        requests.clear();
        conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Stored>> ref) -> post("a1", Conversation.Visibility.INTERNAL, ref));
        assertThat(delivers()).isEmpty();
        conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Stored>> ref) -> post("a2", Conversation.Visibility.CUSTOMER, ref));
        assertThat(delivers()).hasSize(1);
        assertThat(delivers().get(0).replies()).hasSize(1);
        assertThat(opened(delivers().get(0).replies().get(0)).author())
                .isEqualTo(Conversation.Author.agent(AGENT, NAME));
    }

    private void gatewayReported(Delivery.Notice notice) {
        conversation.runCommand(new Conversation.GatewayReported(notice));
    }
}
