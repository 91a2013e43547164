package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.LocalizedText;
import io.parley.LogFields;
import io.parley.MovableClock;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.Bot;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Decision;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One conversation with fakes for everything that it talks to, over a journal in memory. Time stands still until a test lets it pass. */
abstract class ConversationEntityFixture {

    static final TenantId TENANT = new TenantId("demo");
    static final ConversationId ID = new ConversationId("c1");
    static final ChannelAddress ADDRESS = new ChannelAddress("webchat", "webchat-demo", "dl_1");
    static final ChannelAddress PHONE = new ChannelAddress("generic", "generic-demo", "+86 100");
    static final AgentId AGENT = new AgentId("orders");
    static final LocalizedText NAME = LocalizedText.of("订单专席", "Orders desk");

    static final Delivery.Reply NO_REPLY =
            new Delivery.Reply(0, PHONE, Conversation.Author.BOT, List.of(), Instant.EPOCH);

    static final CustomerId CUSTOMER = new CustomerId("k1");
    static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    /** Shorter than the wait for another piece of a message. */
    static final Duration PATIENCE_AFTER = Duration.ofSeconds(3);

    /** The first pause before an errand is sent again, at its longest. */
    static final Duration REPETITION = Duration.ofMillis(2_400);

    static ActorTestKit testKit;
    static ManualTime time;

    static final ActionCall CANCEL = new ActionCall("cancel-order", Map.of("number", "10001"), "c1-2:cancel:submit");

    static final Understood UNDERSTOOD =
            new Understood(Language.EN, List.of(), true, Emotion.NEUTRAL, 0, List.of(), "");

    final Keyring keyring = TestKeys.keyring();
    final HeldBot bot = new HeldBot();
    final HeldActions actions = new HeldActions();
    final List<Routing.Command> router = new CopyOnWriteArrayList<>();
    final List<Supervision.Command> supervisor = new CopyOnWriteArrayList<>();
    final List<String> gateways = new CopyOnWriteArrayList<>();
    final List<Delivery.Request> requests = new CopyOnWriteArrayList<>();

    /** The conversations that asked their shard for a restart. */
    final List<String> woken = new CopyOnWriteArrayList<>();

    ConversationEntity.Dependencies dependencies;
    EventSourcedBehaviorTestKit<Command, Event, ConversationState> conversation;
    TestProbe<ClusterSharding.ShardCommand> shard;

    final MovableClock clock = new MovableClock(NOW);
    final AtomicLong nanos = new AtomicLong();

    /** Answers when the test lets it. */
    static final class HeldBot implements Bot {
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
    static final class HeldActions implements Actions {
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
        testKit = EntityTestKit.start(ManualTime.config());
        time = ManualTime.get(testKit.system());
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
                nanos::get,
                new ConversationEntity.Settings(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(4),
                        PATIENCE_AFTER,
                        new Errands.Backoff(Duration.ofSeconds(2), Duration.ofSeconds(8)),
                        Duration.ofMinutes(1),
                        100));
        conversation = EventSourcedBehaviorTestKit.create(
                testKit.system(),
                ConversationEntity.create(new EntityKey(TENANT, ID.value()), shard.ref(), dependencies),
                EventSourcedBehaviorTestKit.enabledSerializationSettings()
                        .withVerifyEvents(false)
                        .withVerifyState(false));
    }

    /** After the pause that follows a question which was not answered. */
    void isAskedAgain() {
        inTime(() -> !bot.answers.isEmpty());
    }

    void fail(Throwable failure) {
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().completeExceptionally(failure);
    }

    Conversation.LeaveResult leave(String id, Conversation.Cause cause) {
        return conversation
                .runCommand((ActorRef<StatusReply<Conversation.LeaveResult>> ref) ->
                        new Conversation.Leave(Asker.unproven(ADDRESS), id, cause, Duration.ofHours(2), ref))
                .reply()
                .getValue();
    }

    /** Lets time pass, which by itself stands still, until this has come about. */
    void inTime(BooleanSupplier condition) {
        for (int i = 0; i < 20 && !condition.getAsBoolean(); i++) {
            nanos.addAndGet(REPETITION.toNanos());
            time.timePasses(REPETITION);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    void begin(ActionCall call) {
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().complete(new BeginAction(call, UNDERSTOOD, List.of(), NOW));
    }

    void end(String outcome) {
        await(() -> !actions.open.isEmpty());
        actions.open.remove().complete(new ActionResult(CANCEL, outcome, Map.of()));
    }

    List<Delivery.Deliver> delivers() {
        return requests.stream()
                .filter(Delivery.Deliver.class::isInstance)
                .map(Delivery.Deliver.class::cast)
                .toList();
    }

    void say(ChannelAddress from, String id, String text) {
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(from, id, text, ref));
    }

    static Conversation.Receive receive(String id, String text, ActorRef<StatusReply<Received>> replyTo) {
        return receive(ADDRESS, id, text, replyTo);
    }

    static Conversation.Receive receive(
            ChannelAddress from, String id, String text, ActorRef<StatusReply<Received>> replyTo) {
        return receive(Asker.unproven(from), id, text, replyTo);
    }

    static Conversation.Receive receive(Asker asker, String id, String text, ActorRef<StatusReply<Received>> replyTo) {
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

    static Conversation.PostMessage post(
            String id, Conversation.Visibility visibility, ActorRef<StatusReply<Conversation.Stored>> replyTo) {
        List<Content> contents = List.of(new Content.Text("hello from the desk"));
        return new Conversation.PostMessage(AGENT, NAME, id, 0, visibility, contents, replyTo);
    }

    void say(String id, String text) {
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(id, text, ref));
    }

    static Decision decision(String text, Handoff handoff) {
        return new Decision(
                List.of(new Content.Text(text)),
                handoff,
                new Memory(Language.EN, 0, List.of("greeting")),
                List.of(),
                List.of());
    }

    void answer(String text) {
        decide(decision(text, null));
    }

    void decide(Decision decision) {
        await(() -> !bot.answers.isEmpty());
        bot.answers.remove().complete(decision);
    }

    void handOff() {
        say("m1", "human");
        await(() -> !bot.answers.isEmpty());
        bot.answers
                .remove()
                .complete(decision("one moment", new Handoff(HandoffReason.REQUESTED, "wants a human", List.of())));
        await(() -> !router.isEmpty());
    }

    List<String> answers() {
        List<String> texts = new ArrayList<>();
        for (Object event : conversation.persistenceTestKit().persistedInStorage("conversation|demo|c1")) {
            if (opened(event) instanceof Conversation.BotAnswered answered) {
                texts.add(Content.plainText(answered.contents()));
            }
        }
        return texts;
    }

    Delivery.Reply opened(Delivery.Outgoing sent) {
        return keyring.open(TENANT, sent).toCompletableFuture().join().reply().orElse(NO_REPLY);
    }

    @SuppressWarnings("unchecked") // the journal holds this conversation's events
    Event opened(Object stored) {
        return ((Stored<Event>) stored)
                .open(keyring.of(TENANT, CUSTOMER).toCompletableFuture().join());
    }

    /** Waits for what needs no time but that of the computer. */
    static void await(BooleanSupplier condition) {
        testKit.createTestProbe().awaitAssert(Duration.ofSeconds(20), Duration.ofMillis(5), () -> {
            assertThat(condition.getAsBoolean()).isTrue();
            return null;
        });
    }
}
