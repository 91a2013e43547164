package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.ConversationId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages are stored once, and answered in their turn. */
class ConversationEntityTest extends ConversationEntityFixture {

    @Test
    void storesAMessageAndAnswersWithItsPlace() {
        var result = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "你好", ref));
        List<Object> stored = conversation.persistenceTestKit().persistedInStorage("conversation|demo|c1");
        assertThat(stored).hasSize(2);
        assertThat(opened(stored.get(0))).isInstanceOf(Conversation.ConversationOpened.class);
        assertThat(result.reply().getValue()).isEqualTo(new Conversation.Stored(ID, 1, 2, NOW));
    }

    @Test
    void storesAMessageOnceWhenTheChannelRepeatsIt() {
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        var again = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));

        assertThat(again.hasNoEvents()).isTrue();
        assertThat(((Conversation.Repeated) again.reply().getValue()).first().sequence())
                .isEqualTo(2);
    }

    @Test
    void refusesAnotherBodyUnderTheSameId() {
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        var other = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "good bye", ref));

        assertThat(other.hasNoEvents()).isTrue();
        assertThat(other.reply().isError()).isTrue();
        assertThat(other.reply().getError().getMessage()).startsWith("MESSAGE_CONFLICT");
    }

    @Test
    void dropsTheBotsWordsWhenTheCustomerSaidMoreMeanwhile() {
        say("m1", "where is my order");
        say("m2", "10001");
        answer("old");
        answer("new");

        await(() -> answers().equals(List.of("new")));
        assertThat(bot.turns).hasSize(2);
        assertThat(List.copyOf(bot.turns).get(1).text()).isEqualTo("where is my order\n10001");
    }

    @Test
    void answersAMessageInPiecesAsOneTurn() {
        say("m1", "I would like");
        decide(decision("what?", null).waiting(true));
        say("m2", "to return");
        decide(decision("what now?", null).waiting(true));
        say("m3", "order 10001");
        answer("of course");

        await(() -> answers().equals(List.of("of course")));
        assertThat(List.copyOf(bot.turns).get(2).text()).isEqualTo("I would like\nto return\norder 10001");
    }

    @Test
    void answersThePieceWhenNoOtherComes() {
        say("m1", "I would like");
        decide(decision("what?", null).waiting(true));

        inTime(() -> answers().equals(List.of("what?")));
        assertThat(bot.turns).hasSize(1);
    }

    @Test
    void reportsACaseUntilTheSupervisorKnowsOfIt() {
        say("m1", "this is the third time");
        decide(decision("sorry", null).opening("unhappy"));

        inTime(() -> supervisor.size() >= 2);
        Supervision.ReportCase report = (Supervision.ReportCase) supervisor.get(0);
        conversation.restart();
        assertThat(conversation.getState().unreported()).isNotNull();
        conversation.runCommand(new Conversation.CaseReportConfirmed(report.openedAs()));
        assertThat(conversation.getState().unreported()).isNull();
        var again = conversation.runCommand(new Conversation.CaseReportConfirmed(report.openedAs()));
        assertThat(again.hasNoEvents()).isTrue();
    }

    @Test
    void asksTheBotAgainWhenItsAnswerWasNotStoredBeforeACrash() {
        say("m1", "hello");
        conversation.restart();
        await(() -> bot.turns.size() == 2);
    }

    @Test
    void tellsTheRouterUntilItConfirms() {
        handOff();
        inTime(() -> router.stream().filter(c -> c instanceof Routing.Enqueue).count() >= 2);
        Routing.Enqueue enqueue = (Routing.Enqueue) router.get(0);
        conversation.runCommand(new Conversation.RouterReported(
                new Routing.Queued(enqueue.item().handoff())));

        assertThat(conversation.getState().work()).isNull();
        assertThat(conversation.getState().owner()).isEqualTo(Conversation.Owner.QUEUE);
    }

    @Test
    void tellsTheRouterAgainAfterACrash() {
        handOff();
        router.clear();
        conversation.restart();
        await(() -> router.stream().anyMatch(c -> c instanceof Routing.Enqueue));
    }

    @Test
    void letsOnlyTheHolderOfTheTurnWriteToTheCustomer() {
        say("m1", "hello");
        var refused = conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Stored>> ref) -> post("a1", Conversation.Visibility.CUSTOMER, ref));
        assertThat(refused.reply().getError().getMessage()).startsWith("NOT_YOUR_TURN");

        var note = conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Stored>> ref) -> post("a2", Conversation.Visibility.INTERNAL, ref));
        assertThat(note.reply().isSuccess()).isTrue();
    }

    @Test
    void discardsTheBotsWordsOnceAnAgentHoldsTheTurn() {
        assign();
        say("m9", "thanks");
        assertThat(conversation.getState().turn()).isZero();
        int before = answers().size();
        conversation.runCommand(new Conversation.BotDecided(2, decision("too late", null)));
        assertThat(answers()).hasSize(before);
    }

    @Test
    void startsWithoutTheOldContextWhenReturnedToTheBot() {
        assign();
        var returned = conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Summary>> ref) -> new Conversation.ReturnToBot(AGENT, ref));
        assertThat(returned.reply().getValue().owner()).isEqualTo(Conversation.Owner.BOT);
        assertThat(conversation.getState().memory().tried()).isEmpty();
        await(() -> router.stream().anyMatch(c -> c instanceof Routing.Release));
    }

    @Test
    void sendsTheCustomerOnWhenItIsOver() {
        assign();
        conversation.runCommand((ActorRef<StatusReply<Conversation.Summary>> ref) ->
                new Conversation.Resolve(AGENT, Conversation.Disposition.SOLVED, ref));
        var late = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m5", "one more", ref));
        assertThat(late.hasNoEvents()).isTrue();
        Conversation.AlreadyOver over = (Conversation.AlreadyOver) late.reply().getValue();
        assertThat(over.carried().find("m1")).isNotNull();

        var repeated = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "human", ref));
        assertThat(((Conversation.Repeated) repeated.reply().getValue()).first().sequence())
                .isEqualTo(2);
    }

    @Test
    void tellsFollowersEveryEventOnceAndInOrder() {
        say("m1", "hello");
        TestProbe<Conversation.Update> follower = testKit.createTestProbe();
        conversation.runCommand(new Conversation.Follow(follower.ref(), false));
        conversation.runCommand(new Conversation.Follow(follower.ref(), false));
        follower.expectMessageClass(Conversation.Following.class);
        follower.expectMessageClass(Conversation.Following.class);
        answer("hi");
        Conversation.EventStored happened = follower.expectMessageClass(Conversation.EventStored.class);
        assertThat(happened.sequence()).isEqualTo(3);
        conversation.getState();
        follower.expectNoMessage(Duration.ZERO);
    }

    @Test
    void leavesMemoryOnlyWhenNothingIsLeftToDo() {
        say("m1", "hello");
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectNoMessage(Duration.ZERO);
        answer("hi");
        await(() -> answers().size() == 1);
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    @Test
    void goesOnWithWhatTheConversationBeforeHadNotFinished() {
        Memory left = new Memory(Language.EN, 0, List.of("return"));
        List<Content> contents = List.of(new Content.Text("hello"));
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> new Conversation.Receive(
                Asker.unproven(ADDRESS),
                "m1",
                0,
                contents,
                null,
                new Conversation.Opening(CUSTOMER, 2, null, Receipts.NONE, left),
                ref));
        await(() -> !bot.turns.isEmpty());
        assertThat(bot.turns.element().memory()).isEqualTo(left);
    }

    @Test
    void countsAHandoffByItsReasonOnceItIsStored() {
        Metrics.addRegistry(new SimpleMeterRegistry());
        double before = handoffs(HandoffReason.UNPROVEN);
        say("m1", "cancel my order");
        decide(decision("a colleague will check", new Handoff(HandoffReason.UNPROVEN, "order", List.of())));
        await(() -> !router.isEmpty());
        assertThat(handoffs(HandoffReason.UNPROVEN) - before).isEqualTo(1);

        router.clear();
        conversation.restart();
        await(() -> !router.isEmpty());
        assertThat(handoffs(HandoffReason.UNPROVEN) - before).isEqualTo(1);
    }

    private static double handoffs(HandoffReason reason) {
        Counter counter = Metrics.globalRegistry
                .find("parley.handoffs")
                .tag("reason", reason.code())
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void answersARepeatWithThePlaceAndTimeOfTheFirst() {
        var first = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        clock.set(NOW.plusSeconds(60));
        say("m2", "anybody there?");
        var again = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "hello", ref));
        assertThat(again.reply().getValue()).isEqualTo(new Conversation.Repeated((Conversation.Stored)
                first.reply().getValue()));
    }

    @Test
    void answersARepeatOfAnEarlierConversationsMessageBeforeItIsOpened() {
        Instant then = NOW.minusSeconds(3600);
        List<Content> contents = List.of(new Content.Text("hello"));
        ConversationId earlier = new ConversationId("c0");
        Receipts carried = Receipts.NONE.with(new Receipts.Mark(
                "m1",
                MessageDigests.of(
                        keyring.toSeal(TENANT, CUSTOMER).toCompletableFuture().join(), contents),
                earlier,
                1,
                2,
                then));
        var repeat = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> new Conversation.Receive(
                Asker.unproven(ADDRESS),
                "m1",
                0,
                contents,
                null,
                new Conversation.Opening(CUSTOMER, 2, null, carried, null),
                ref));
        assertThat(repeat.reply().getValue())
                .isEqualTo(new Conversation.Repeated(new Conversation.Stored(earlier, 1, 2, then)));
        assertThat(repeat.hasNoEvents()).isTrue();
    }

    @Test
    void takesAnAgentsMessageIdForAnotherThanACustomers() {
        assign();
        var posted = conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Stored>> ref) -> post("m1", Conversation.Visibility.CUSTOMER, ref));
        assertThat(posted.reply().isSuccess()).isTrue();
        assertThat(posted.events()).hasSize(1);
        var again = conversation.runCommand(
                (ActorRef<StatusReply<Conversation.Stored>> ref) -> post("m1", Conversation.Visibility.CUSTOMER, ref));
        assertThat(again.reply().getValue()).isEqualTo(posted.reply().getValue());
        assertThat(again.hasNoEvents()).isTrue();
    }

    @Test
    void hasAnAnswerToEveryCommandThatAsksForOne() {
        TestProbe<Object> answers = testKit.createTestProbe();
        Map<Class<?>, List<Command>> samples = CommandSamples.all(answers.ref());
        assertThat(samples.keySet()).isEqualTo(CommandSamples.permitted(Command.class));
        say("m1", "hello");
        List<Command> all = samples.values().stream().flatMap(List::stream).toList();
        all.stream().filter(Conversation.CommandWithReply.class::isInstance).forEach(command -> {
            conversation.runCommand(command);
            assertThat(answers.receiveMessage()).as("the answer to %s", command).isInstanceOf(StatusReply.class);
        });
        all.stream().filter(Conversation.Follow.class::isInstance).forEach(command -> {
            conversation.runCommand(command);
            assertThat(answers.receiveMessage()).isInstanceOf(Conversation.Following.class);
        });
        all.stream()
                .filter(command -> !(command instanceof Conversation.CommandWithReply
                        || command instanceof Conversation.Follow
                        || command == Conversation.Stop.INSTANCE))
                .forEach(conversation::runCommand);
        assertThat(conversation.getState().identity()).isNotNull();
    }

    @Test
    void tellsTheBotWhoAsksAndThatTheyHaveProvenNoMoreThanAllTheirMessages() {
        Asker proven = Asker.vouched(ADDRESS, "4711");
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(proven, "m1", "cancel it", ref));
        await(() -> !bot.turns.isEmpty());
        assertThat(bot.turns.poll().asker()).isEqualTo(proven);

        conversation.runCommand(
                (ActorRef<StatusReply<Received>> ref) -> receive(Asker.unproven(ADDRESS), "m2", "yes", ref));
        await(() -> !bot.turns.isEmpty());
        assertThat(bot.turns.element().said()).hasSize(2);
        assertThat(bot.turns.element().asker()).isEqualTo(Asker.unproven(ADDRESS));
    }

    private void assign() {
        handOff();
        long handoff = ((Routing.Enqueue) router.get(0)).item().handoff();
        conversation.runCommand(new Conversation.RouterReported(new Routing.Assigned(handoff, AGENT, NAME)));
        assertThat(conversation.getState().owner().is(AGENT)).isTrue();
    }
}
