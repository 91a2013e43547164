package io.parley.intake;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.await;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.parley.ConversationId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.conversation.Receipts;
import io.parley.dialogue.bot.Asker;
import io.parley.edge.EdgeFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The delivery of a message to its conversation, with the real entities. */
class IntakeTest {

    private static EdgeFixture parley;
    private static Intake intake;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
        intake = anotherNodes();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    /** An intake with an empty cache. */
    private static Intake anotherNodes() {
        return new Intake(
                parley.system, parley.backend.entities(), parley.backend.customers(), parley.backend.askTimeout());
    }

    private static ChannelAddress address(String user) {
        return new ChannelAddress("webchat", ACCOUNT, user);
    }

    private static InboundMessage message(ChannelAddress from, String id) {
        return new InboundMessage(id, from, null, null, List.of(new Content.Text("hello " + id)), "en-US");
    }

    private static Conversation.Stored receive(ChannelAddress from, String id) {
        return await(intake.receive(DEMO, message(from, id)));
    }

    private static void end(ChannelAddress from, ConversationId conversation) {
        // Takes effect once the bot has answered.
        eventually(() -> await(ConversationEntity.of(parley.backend.entities(), DEMO, conversation)
                                .askWithStatus(
                                        (ActorRef<StatusReply<Conversation.LeaveResult>> replyTo) ->
                                                new Conversation.Leave(
                                                        Asker.vouched(from, null),
                                                        null,
                                                        Conversation.Cause.CONFIRMED,
                                                        Duration.ZERO,
                                                        replyTo),
                                        parley.backend.askTimeout()))
                        .end()
                != null);
    }

    @Test
    void findsARepeatedMessageHoweverManyCameAfterItInAConversationThatHasEndedSince() {
        ChannelAddress from = address("repeats");
        Conversation.Stored first = receive(from, "m1");
        Conversation.Stored last = first;
        for (int i = 2; i <= Receipts.CARRIED + 5; i++) {
            last = receive(from, "m" + i);
        }
        assertThat(last.conversation()).isEqualTo(first.conversation());
        end(from, first.conversation());
        Conversation.Stored next = receive(from, "next");
        assertThat(next.conversation()).isNotEqualTo(first.conversation());

        Intake other = anotherNodes();
        Conversation.Stored again = await(other.receiveAgain(DEMO, message(from, "m1")));
        assertThat(again.conversation()).isEqualTo(first.conversation());
        assertThat(again.sequence()).isEqualTo(first.sequence());
        Conversation.Stored nextAgain = await(other.receiveAgain(DEMO, message(from, "next")));
        assertThat(nextAgain.conversation()).isEqualTo(next.conversation());
        assertThat(nextAgain.sequence()).isEqualTo(next.sequence());
    }

    @Test
    void storesANewMessageInTheCurrentConversationAlthoughItMightHaveBeenARepeat() {
        ChannelAddress from = address("writes-on");
        Conversation.Stored first = await(intake.receiveAgain(DEMO, message(from, "m1")));
        assertThat(await(intake.receiveAgain(DEMO, message(from, "m2"))).conversation())
                .isEqualTo(first.conversation());
        end(from, first.conversation());
        Conversation.Stored next = await(intake.receiveAgain(DEMO, message(from, "m3")));
        assertThat(next.conversation()).isNotEqualTo(first.conversation());

        Conversation.Stored more = await(anotherNodes().receiveAgain(DEMO, message(from, "m4")));
        assertThat(more.conversation()).isEqualTo(next.conversation());
        assertThat(more.sequence()).isGreaterThan(next.sequence());
    }
}
