package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.BotBusyException;
import io.parley.dialogue.bot.Asker;
import io.parley.routing.Routing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Customers who write faster than the bot decides, and an overloaded bot. */
class ConversationBusyBotTest extends ConversationEntityFixture {

    @Test
    void answersInTheEndWhoWritesFasterThanTheBotDecides() {
        for (int i = 1; i <= ConversationState.MAX_PIECES + 2; i++) {
            say("m" + i, "piece " + i);
        }
        await(() -> bot.turns.size() == ConversationState.MAX_PIECES);
        List.copyOf(bot.answers).get(ConversationState.MAX_PIECES - 1).complete(decision("all that", null));
        await(() -> answers().equals(List.of("all that")));
        await(() -> bot.turns.size() == ConversationState.MAX_PIECES + 1);
        assertThat(List.copyOf(bot.turns).get(ConversationState.MAX_PIECES).text())
                .isEqualTo("piece 9\npiece 10");
    }

    @Test
    void handsNobodyToAHumanBecauseTheBotIsBusyButAsksAgain() {
        say("m1", "hello");
        await(() -> bot.answers.size() == 1);
        bot.answers.remove().completeExceptionally(new BotBusyException("5000 turns are already waiting for the bot"));
        isAskedAgain();
        bot.answers.remove().completeExceptionally(new CompletionException(new BotBusyException("still")));
        isAskedAgain();

        assertThat(conversation.getState().owner().kind()).isEqualTo(Conversation.OwnerKind.BOT);
        bot.answers.remove().complete(decision("there you are", null));
        await(() -> answers().equals(List.of("there you are")));
    }

    @Test
    void asksTheBotOnceMoreForATurnItDidNotDecideInTime() {
        say("m1", "hello");
        fail(new TimeoutException());
        isAskedAgain();
        answer("there you are");

        await(() -> answers().equals(List.of("there you are")));
        assertThat(bot.turns).hasSize(2);
        assertThat(conversation.getState().owner().kind()).isEqualTo(Conversation.OwnerKind.BOT);
    }

    @Test
    void bringsInAHumanForATurnThatTheBotTwiceDidNotDecideInTime() {
        say("m1", "hello");
        fail(new TimeoutException());
        isAskedAgain();
        refuse();
        isAskedAgain();
        fail(new CompletionException(new TimeoutException()));

        await(() -> !router.isEmpty());
        assertThat(bot.turns).hasSize(3);
        assertThat(conversation.getState().owner().kind()).isEqualTo(Conversation.OwnerKind.QUEUE);
    }

    @Test
    void givesEachTurnItsSecondChance() {
        say("m1", "hello");
        fail(new TimeoutException());
        isAskedAgain();
        answer("hi");
        await(() -> answers().equals(List.of("hi")));
        say("m2", "are you there?");
        fail(new TimeoutException());
        isAskedAgain();
        answer("yes");

        await(() -> answers().equals(List.of("hi", "yes")));
    }

    @Test
    void bringsInAHumanAtOnceWhenTheBotFails() {
        say("m1", "hello");
        fail(new IllegalStateException("a bug"));

        await(() -> !router.isEmpty());
        assertThat(bot.turns).hasSize(1);
    }

    @Test
    void asksForPatienceOnceWhileTheBotIsBusyAndThenAnswers() {
        say("m1", "hello");
        clock.set(NOW.plusSeconds(8));
        refuse();
        inTime(() -> patience().size() == 1);
        isAskedAgain();
        refuse();
        say("m2", "anybody there?");
        refuse();
        conversation.restart();
        refuse();
        isAskedAgain();
        refuse();
        assertThat(conversation.getState().summary(ID).unanswered()).isTrue();
        isAskedAgain();
        answer("there you are");

        await(() -> answers().equals(List.of("there you are")));
        assertThat(patience()).hasSize(1);
        assertThat(conversation.getState().summary(ID).unanswered()).isFalse();
    }

    @Test
    void asksForPatienceWhileTheTurnWaitsInTheBotsLine() {
        say("m1", "hello");
        clock.set(NOW.plusSeconds(8));
        inTime(() -> patience().size() == 1);
        assertThat(bot.turns).hasSize(1);
        answer("there you are");
        await(() -> answers().equals(List.of("there you are")));
    }

    @Test
    void asksForPatienceOnTheChannelTheCustomerWroteFrom() {
        say(PHONE, "m1", "hello");
        clock.set(NOW.plusSeconds(8));
        inTime(() -> !delivers().isEmpty());
        Delivery.Reply reply = opened(delivers().get(0).replies().get(0));
        assertThat(reply.sequence()).isEqualTo(3);
        assertThat(reply.author()).isEqualTo(Conversation.Author.BOT);
        assertThat(reply.contents()).isEqualTo(patience().get(0).contents());
    }

    @Test
    void asksForNoPatienceWhileAnotherPieceIsAwaited() {
        say("m1", "I would like");
        decide(decision("what?", null).waiting(true));
        conversation.getState();
        clock.set(NOW.plusSeconds(8));

        inTime(() -> answers().equals(List.of("what?")));
        assertThat(patience()).isEmpty();
    }

    private void refuse() {
        fail(new BotBusyException("5000 turns are already waiting for the bot"));
    }

    private List<Conversation.PatienceAsked> patience() {
        List<Conversation.PatienceAsked> asked = new ArrayList<>();
        for (Object event : conversation.persistenceTestKit().persistedInStorage("conversation|demo|c1")) {
            if (opened(event) instanceof Conversation.PatienceAsked each) {
                asked.add(each);
            }
        }
        return asked;
    }

    @Test
    void storesNothingThatTheBotCouldNotAnswerInTimeAndTakesItOnceItHasCaughtUp() {
        bot.closedFor = Duration.ofSeconds(12);
        var refused = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        assertThat(refused.hasNoEvents()).isTrue();
        TemporarilyRefused refusal =
                (TemporarilyRefused) Refused.from(refused.reply().getError());
        assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refusal.retryAfterSeconds()).isBetween(12L, 18L);
        assertThat(bot.turns).isEmpty();

        bot.closedFor = Duration.ZERO;
        var taken = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        assertThat(taken.reply().getValue()).isEqualTo(new Conversation.Stored(ID, 1, 2, NOW));
        answer("hi");
        await(() -> answers().equals(List.of("hi")));
    }

    @Test
    void refusesAnotherPieceOfATurnThatWaitsAndAnswersTheTurnAllTheSame() {
        say("m1", "where is");
        bot.closedFor = Duration.ofSeconds(1);
        assertThat(isRefused("m2", "my order")).isTrue();
        assertThat(bot.answers.element().isCancelled()).isFalse();
        answer("which order?");
        await(() -> answers().equals(List.of("which order?")));
    }

    @Test
    void answersARepeatOfWhatIsStoredHoweverFarBehindTheBotIs() {
        var first = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        bot.closedFor = Duration.ofSeconds(1);
        var again = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        assertThat(again.reply().getValue()).isEqualTo(new Conversation.Repeated((Conversation.Stored)
                first.reply().getValue()));
        var other = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "bye", ref));
        assertThat(Refused.from(other.reply().getError()).code()).isEqualTo(ErrorCode.MESSAGE_CONFLICT);
    }

    @Test
    void refusesNobodyWhoWaitsForAPersonOrHasOne() {
        handOff();
        bot.closedFor = Duration.ofSeconds(1);
        say("m2", "still waiting");
        long handoff = ((Routing.Enqueue) router.get(0)).item().handoff();
        conversation.runCommand(new Conversation.RouterReported(new Routing.Assigned(handoff, AGENT, NAME)));
        say("m3", "there you are");
        conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Summary>> ref) -> new Conversation.ReturnToBot(AGENT, ref));
        assertThat(isRefused("m4", "one more thing")).isTrue();
    }

    @Test
    void takesFilesHoweverFarBehindTheBotIs() {
        bot.closedFor = Duration.ofSeconds(1);
        List<Content> picture =
                List.of(new Content.Media("/api/v1/uploads/demo/1", "image/png", "a.png", 5), new Content.Text("this"));
        var stored = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> new Conversation.Receive(
                Asker.unproven(ADDRESS),
                "m1",
                0,
                picture,
                null,
                new Conversation.Opening(CUSTOMER, 1, null, Receipts.NONE, null),
                ref));
        assertThat(stored.reply().isSuccess()).isTrue();
    }

    @Test
    void endsAndRatesHoweverFarBehindTheBotIsButGoesOnOnlyInTime() {
        say("m1", "hello");
        answer("hi");
        await(() -> answers().size() == 1);
        bot.closedFor = Duration.ofSeconds(1);
        assertThat(conversation
                        .runCommand((ActorRef<StatusReply<Conversation.Stored>> ref) -> new Conversation.Rate(5, ref))
                        .reply()
                        .isSuccess())
                .isTrue();
        assertThat(leave("e1", Conversation.Cause.CONFIRMED).end()).isNotNull();
        assertThat(isRefused("m2", "one more thing")).isTrue();
        assertThat(conversation.getState().status()).isEqualTo(Conversation.Status.RESOLVED);

        bot.closedFor = Duration.ZERO;
        say("m2", "one more thing");
        assertThat(conversation.getState().status()).isEqualTo(Conversation.Status.OPEN);
    }

    private boolean isRefused(String id, String text) {
        var result = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(id, text, ref));
        return result.hasNoEvents()
                && result.reply().isError()
                && Refused.from(result.reply().getError()).code() == ErrorCode.OVERLOADED;
    }

    @Test
    void cancelsADecisionThatAnotherPieceHasMadeStale() {
        say("m1", "where is");
        say("m2", "my order");
        await(() -> bot.turns.size() == 2);
        assertThat(bot.answers.element().isCancelled()).isTrue();
    }
}
