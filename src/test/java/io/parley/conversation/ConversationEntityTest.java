package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.LogFields;
import io.parley.MovableClock;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.Bot;
import io.parley.dialogue.BotBusyException;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.bot.Understood;
import io.parley.errands.Errands;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.privacy.TestKeys;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversationEntityTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final ConversationId ID = new ConversationId("c1");
    private static final ChannelAddress ADDRESS = new ChannelAddress("webchat", "webchat-demo", "dl_1");
    private static final ChannelAddress PHONE = new ChannelAddress("generic", "generic-demo", "+86 100");
    private static final AgentId AGENT = new AgentId("orders");
    private static final LocalizedText NAME = LocalizedText.of("订单专席", "Orders desk");
    private static final Delivery.Reply NO_REPLY =
            new Delivery.Reply(0, PHONE, Conversation.Author.BOT, List.of(), Instant.EPOCH);
    private static final CustomerId CUSTOMER = new CustomerId("k1");
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    /** Shorter than the wait for another piece of a message. */
    private static final Duration PATIENCE_AFTER = Duration.ofMillis(150);

    private static ActorTestKit testKit;

    private static final ActionCall CANCEL =
            new ActionCall("cancel-order", Map.of("number", "10001"), "c1-2:cancel:submit");

    private static final Understood UNDERSTOOD =
            new Understood(Language.EN, List.of(), true, Emotion.NEUTRAL, 0, List.of(), "");

    private final Keyring keyring = TestKeys.keyring();
    private final HeldBot bot = new HeldBot();
    private final HeldActions actions = new HeldActions();
    private final List<Routing.Command> router = new CopyOnWriteArrayList<>();
    private final List<Supervision.Command> supervisor = new CopyOnWriteArrayList<>();
    private final List<String> gateways = new CopyOnWriteArrayList<>();
    private final List<Delivery.Request> requests = new CopyOnWriteArrayList<>();
    /** The conversations that asked their shard for a restart. */
    private final List<String> woken = new CopyOnWriteArrayList<>();

    private ConversationEntity.Dependencies dependencies;
    private EventSourcedBehaviorTestKit<Command, Event, ConversationState> conversation;
    private TestProbe<ClusterSharding.ShardCommand> shard;

    private final MovableClock clock = new MovableClock(NOW);

    /** Answers when the test lets it. */
    private static final class HeldBot implements Bot {
        final ConcurrentLinkedQueue<Turn> turns = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<CompletableFuture<Move>> answers = new ConcurrentLinkedQueue<>();
        volatile Duration closedFor = Duration.ZERO;

        @Override
        public CompletionStage<Move> decide(Turn turn) {
            turns.add(turn);
            CompletableFuture<Move> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        }

        @Override
        public Duration closedFor() {
            return closedFor;
        }
    }

    /** A slow company: completes actions when the test lets it. */
    private static final class HeldActions implements Actions {
        /** The log fields with which actions were run. */
        final List<LogFields> about = new CopyOnWriteArrayList<>();

        final List<ActionCall> run = new CopyOnWriteArrayList<>();
        final List<ActionCall> resumed = new CopyOnWriteArrayList<>();
        final ConcurrentLinkedQueue<CompletableFuture<ActionResult>> open = new ConcurrentLinkedQueue<>();

        @Override
        public boolean changes(TenantId tenant, ActionCall call) {
            return true;
        }

        @Override
        public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
            run.add(call);
            return begun();
        }

        @Override
        public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
            resumed.add(call);
            return begun();
        }

        private CompletionStage<ActionResult> begun() {
            about.add(LogFields.current());
            CompletableFuture<ActionResult> result = new CompletableFuture<>();
            open.add(result);
            return result;
        }
    }

    @BeforeAll
    static void start() {
        testKit = EntityTestKit.start();
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    /** The entity outlives its test: with a clock in the past, none of its timers stores anything in the next test's journal. */
    @AfterEach
    void backInTime() {
        clock.set(NOW);
    }

    @BeforeEach
    void aNewConversation() {
        shard = testKit.createTestProbe();
        dependencies = new ConversationEntity.Dependencies(
                keyring,
                key -> CompletableFuture.completedStage(Optional.of(CUSTOMER)),
                bot,
                actions,
                (tenant, command) -> router.add(command),
                (tenant, command) -> supervisor.add(command),
                (key, request) -> {
                    gateways.add(key.id());
                    requests.add(request);
                },
                (key, command) -> woken.add(key.id()),
                clock,
                new ConversationEntity.Settings(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(200),
                        PATIENCE_AFTER,
                        new Errands.Backoff(Duration.ofMillis(100), Duration.ofMillis(400)),
                        Duration.ofMinutes(1),
                        100));
        conversation = EventSourcedBehaviorTestKit.create(
                testKit.system(),
                ConversationEntity.create(new EntityKey(TENANT, ID.value()), shard.ref(), dependencies),
                EventSourcedBehaviorTestKit.enabledSerializationSettings()
                        .withVerifyEvents(false)
                        .withVerifyState(false));
    }

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

        await(() -> answers().equals(List.of("what?")));
        assertThat(bot.turns).hasSize(1);
    }

    @Test
    void reportsACaseUntilTheSupervisorKnowsOfIt() {
        say("m1", "this is the third time");
        decide(decision("sorry", null).opening("unhappy"));

        await(() -> supervisor.size() >= 2);
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
        await(() -> router.stream().filter(c -> c instanceof Routing.Enqueue).count() >= 2);
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
        follower.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void leavesMemoryOnlyWhenNothingIsLeftToDo() {
        say("m1", "hello");
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectNoMessage(Duration.ofMillis(100));
        answer("hi");
        await(() -> answers().size() == 1);
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    @Test
    void asksTheGatewayUntilItHasTakenWhatIsToBeBrought() {
        say(PHONE, "m1", "hello");
        answer("hi");
        await(() -> delivers().size() >= 2);
        assertThat(gateways).containsOnly("generic-demo");
        assertThat(delivers()).allSatisfy(deliver -> {
            assertThat(deliver.replies()).hasSize(1);
            assertThat(opened(deliver.replies().get(0)).to()).isEqualTo(PHONE);
            assertThat(deliver.replies().get(0).sequence()).isEqualTo(3);
        });
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectNoMessage(Duration.ofMillis(100));
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
        await(() -> delivers().stream().anyMatch(deliver -> deliver.replies().size() == 20));
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

    // ---- actions ----

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

    /** Its arguments are lost, so it can be neither queried nor begun again. */
    @Test
    void handsOverWhatWasBegunForACustomerWhoIsErasedMeanwhile() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        erase();
        await(() -> !router.isEmpty());

        assertThat(actions.run).hasSize(1);
        assertThat(actions.resumed).isEmpty();
        assertThat(keyring.open(TENANT, ((Routing.Enqueue) router.get(0)).item())
                        .toCompletableFuture()
                        .join()
                        .summary()
                        .orElse(""))
                .contains("not known to have ended", "cancel-order")
                .doesNotContain("10001");
    }

    @Test
    void answersWhatAnErasedCustomerSaysNextAndByWhoTheyAreThen() {
        say("m1", "before");
        erase();
        Asker proven = Asker.vouched(ADDRESS, "4711");
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(proven, "m2", "after", ref));
        await(() -> List.copyOf(bot.turns).stream().anyMatch(turn -> turn.text().equals("after")));

        Turn last = List.copyOf(bot.turns).get(bot.turns.size() - 1);
        assertThat(last.text()).isEqualTo("after");
        assertThat(last.asker()).isEqualTo(proven);
    }

    /** It can no longer be determined whether the body is the same. */
    @Test
    void answersARepetitionOfWhatWasErasedSince() {
        say("m1", "before");
        erase();
        var again = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "before", ref));

        assertThat(again.reply().getValue())
                .isEqualTo(new Conversation.Repeated(new Conversation.Stored(ID, 1, 2, NOW)));
    }

    @Test
    void goesOnByItselfWhenItsCustomerIsErased() {
        say("m1", "before");
        await(() -> bot.turns.size() == 1);
        erase();
        await(() -> bot.turns.size() == 2);
        answer("sorry?");
        bot.answers.clear();
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
    void staysInMemoryUntilAnActionHasEnded() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        conversation.runCommand(Conversation.Tick.IDLE);
        shard.expectNoMessage(Duration.ofMillis(100));
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

    // ---- writes that fail, and leaving with work left ----

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

        await(() -> bot.turns.size() == 2);
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

    // ---- customers who write fast ----

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
        await(() -> bot.answers.size() == 1);
        bot.answers.remove().completeExceptionally(new CompletionException(new BotBusyException("still")));
        await(() -> bot.answers.size() == 1);

        assertThat(conversation.getState().owner().kind()).isEqualTo(Conversation.OwnerKind.BOT);
        bot.answers.remove().complete(decision("there you are", null));
        await(() -> answers().equals(List.of("there you are")));
    }

    @Test
    void asksTheBotOnceMoreForATurnItDidNotDecideInTime() {
        say("m1", "hello");
        fail(new TimeoutException());
        answer("there you are");

        await(() -> answers().equals(List.of("there you are")));
        assertThat(bot.turns).hasSize(2);
        assertThat(conversation.getState().owner().kind()).isEqualTo(Conversation.OwnerKind.BOT);
    }

    @Test
    void bringsInAHumanForATurnThatTheBotTwiceDidNotDecideInTime() {
        say("m1", "hello");
        fail(new TimeoutException());
        refuse();
        fail(new CompletionException(new TimeoutException()));

        await(() -> !router.isEmpty());
        assertThat(bot.turns).hasSize(3);
        assertThat(conversation.getState().owner().kind()).isEqualTo(Conversation.OwnerKind.QUEUE);
    }

    @Test
    void givesEachTurnItsSecondChance() {
        say("m1", "hello");
        fail(new TimeoutException());
        answer("hi");
        await(() -> answers().equals(List.of("hi")));
        say("m2", "are you there?");
        fail(new TimeoutException());
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
    void doesNothingTwiceForATurnThatIsAskedForOnceMore() {
        say("m1", "yes");
        fail(new TimeoutException());
        begin(CANCEL);
        end("cancelled");
        fail(new TimeoutException());
        answer("it is cancelled");

        await(() -> answers().equals(List.of("it is cancelled")));
        assertThat(actions.run).containsExactly(CANCEL);
        assertThat(actions.resumed).isEmpty();
        assertThat(List.copyOf(bot.turns).get(3).results())
                .containsExactly(new ActionResult(CANCEL, "cancelled", Map.of()));
    }

    @Test
    void asksForPatienceOnceWhileTheBotIsBusyAndThenAnswers() {
        say("m1", "hello");
        clock.set(NOW.plusSeconds(8));
        refuse();
        await(() -> patience().size() == 1);
        refuse();
        say("m2", "anybody there?");
        refuse();
        conversation.restart();
        refuse();
        refuse();
        assertThat(conversation.getState().summary(ID).unanswered()).isTrue();
        answer("there you are");

        await(() -> answers().equals(List.of("there you are")));
        assertThat(patience()).hasSize(1);
        assertThat(conversation.getState().summary(ID).unanswered()).isFalse();
    }

    @Test
    void asksForPatienceWhileTheTurnWaitsInTheBotsLine() {
        say("m1", "hello");
        clock.set(NOW.plusSeconds(8));
        await(() -> patience().size() == 1);
        assertThat(bot.turns).hasSize(1);
        answer("there you are");
        await(() -> answers().equals(List.of("there you are")));
    }

    @Test
    void asksForPatienceOnTheChannelTheCustomerWroteFrom() {
        say(PHONE, "m1", "hello");
        clock.set(NOW.plusSeconds(8));
        await(() -> !delivers().isEmpty());
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

        await(() -> answers().equals(List.of("what?")));
        assertThat(patience()).isEmpty();
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

    private void refuse() {
        fail(new BotBusyException("5000 turns are already waiting for the bot"));
    }

    private void fail(Throwable failure) {
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().completeExceptionally(failure);
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

    // ---- overload ----

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

    // ---- endings ----

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

    private Conversation.LeaveResult leave(String id, Conversation.Cause cause) {
        return conversation
                .runCommand((ActorRef<StatusReply<Conversation.LeaveResult>> ref) ->
                        new Conversation.Leave(Asker.unproven(ADDRESS), id, cause, Duration.ofHours(2), ref))
                .reply()
                .getValue();
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

    // ---- repeats ----

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

    // ---- vocabulary of the tests ----

    /** Returns when the entity has recovered again. */
    private void failNextWriteOf(Command command) {
        conversation.persistenceTestKit().failNextPersisted("conversation|demo|c1");
        conversation.runCommand(command);
    }

    private ActorRef<Command> spawn(String id) {
        return testKit.spawn(ConversationEntity.create(new EntityKey(TENANT, id), shard.ref(), dependencies));
    }

    /** The entity stops by itself; its shard restarts it. */
    private void erase() {
        assertThat(keyring.destroy(TENANT, CUSTOMER).toCompletableFuture().join())
                .isTrue();
        conversation.restart();
    }

    private void begin(ActionCall call) {
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().complete(new BeginAction(call, UNDERSTOOD, List.of(), NOW));
    }

    private void end(String outcome) {
        await(() -> !actions.open.isEmpty());
        actions.open.remove().complete(new ActionResult(CANCEL, outcome, Map.of()));
    }

    private void gatewayReported(Delivery.Notice notice) {
        conversation.runCommand(new Conversation.GatewayReported(notice));
    }

    private List<Delivery.Deliver> delivers() {
        return requests.stream()
                .filter(Delivery.Deliver.class::isInstance)
                .map(Delivery.Deliver.class::cast)
                .toList();
    }

    private void say(ChannelAddress from, String id, String text) {
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(from, id, text, ref));
    }

    private static Conversation.Receive receive(String id, String text, ActorRef<StatusReply<Received>> replyTo) {
        return receive(ADDRESS, id, text, replyTo);
    }

    private static Conversation.Receive receive(
            ChannelAddress from, String id, String text, ActorRef<StatusReply<Received>> replyTo) {
        return receive(Asker.unproven(from), id, text, replyTo);
    }

    private static Conversation.Receive receive(
            Asker asker, String id, String text, ActorRef<StatusReply<Received>> replyTo) {
        List<Content> contents = List.of(new Content.Text(text));
        return new Conversation.Receive(
                asker,
                id,
                0,
                contents,
                null,
                new Conversation.Opening(CUSTOMER, 1, null, Receipts.NONE, null),
                replyTo);
    }

    private static Conversation.PostMessage post(
            String id, Conversation.Visibility visibility, ActorRef<StatusReply<Conversation.Stored>> replyTo) {
        List<Content> contents = List.of(new Content.Text("hello from the desk"));
        return new Conversation.PostMessage(AGENT, NAME, id, 0, visibility, contents, replyTo);
    }

    private void say(String id, String text) {
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(id, text, ref));
    }

    private static Decision decision(String text, Handoff handoff) {
        return new Decision(
                List.of(new Content.Text(text)),
                handoff,
                new Memory(Language.EN, 0, List.of("greeting")),
                List.of(),
                List.of());
    }

    private void answer(String text) {
        decide(decision(text, null));
    }

    private void decide(Decision decision) {
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().complete(decision);
    }

    private void handOff() {
        say("m1", "human");
        await(() -> !bot.answers.isEmpty());
        bot.answers
                .remove()
                .complete(decision("one moment", new Handoff(HandoffReason.REQUESTED, "wants a human", List.of())));
        await(() -> !router.isEmpty());
    }

    private void assign() {
        handOff();
        long handoff = ((Routing.Enqueue) router.get(0)).item().handoff();
        conversation.runCommand(new Conversation.RouterReported(new Routing.Assigned(handoff, AGENT, NAME)));
        assertThat(conversation.getState().owner().is(AGENT)).isTrue();
    }

    private List<String> answers() {
        List<String> texts = new ArrayList<>();
        for (Object event : conversation.persistenceTestKit().persistedInStorage("conversation|demo|c1")) {
            if (opened(event) instanceof Conversation.BotAnswered answered) {
                texts.add(Content.plainText(answered.contents()));
            }
        }
        return texts;
    }

    private Delivery.Reply opened(Delivery.Outgoing sent) {
        return keyring.open(TENANT, sent).toCompletableFuture().join().reply().orElse(NO_REPLY);
    }

    @SuppressWarnings("unchecked") // the journal holds this conversation's events
    private Event opened(Object stored) {
        return ((Stored<Event>) stored)
                .open(keyring.of(TENANT, CUSTOMER).toCompletableFuture().join());
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        testKit.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            assertThat(condition.getAsBoolean()).isTrue();
            return null;
        });
    }
}
