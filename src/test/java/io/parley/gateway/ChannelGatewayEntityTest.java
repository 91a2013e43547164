package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.MovableClock;
import io.parley.Personal;
import io.parley.Sealed;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.errands.Errands;
import io.parley.gateway.Callback.Outcome;
import io.parley.gateway.Callback.Result;
import io.parley.gateway.ChannelGateway.Command;
import io.parley.gateway.ChannelGateway.Event;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import io.parley.signing.Signature;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChannelGatewayEntityTest {

    private static final EntityKey KEY = new EntityKey(new TenantId("demo"), "generic-demo");
    private static final ConversationId ONE = new ConversationId("c1");
    private static final ConversationId TWO = new ConversationId("c2");
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private static final Keyring KEYRING = TestKeys.keyring();
    private static final CustomerKeys KEYS = KEYRING.toSeal(KEY.tenant(), new CustomerId("k1"))
            .toCompletableFuture()
            .join();

    private static ActorTestKit testKit;

    private final HeldCallback callback = new HeldCallback();
    private final List<Conversation.GatewayReported> told = new CopyOnWriteArrayList<>();
    private final MovableClock clock = new MovableClock(START);
    private final AtomicLong nanos = new AtomicLong();
    /** The gateways that asked their shard for a restart. */
    private final List<String> woken = new CopyOnWriteArrayList<>();

    private ChannelGatewayEntity.Dependencies dependencies;
    private volatile Optional<URI> address = Optional.of(URI.create("http://receiver.example/in"));
    private EventSourcedBehaviorTestKit<Command, Event, ChannelGatewayState> gateway;
    private TestProbe<ClusterSharding.ShardCommand> shard;

    /** Answers when the test lets it. */
    private static final class HeldCallback implements Callback {
        private record Posted(String messageId, byte[] body, String signature, CompletableFuture<Outcome> outcome) {}

        final List<Posted> posted = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<Outcome> post(URI to, byte[] body, String signature) {
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            posted.add(new Posted(json(body).path("messageId").asText(), body, signature, outcome));
            return outcome;
        }

        List<String> ids() {
            return posted.stream().map(Posted::messageId).toList();
        }

        void answer(int attempt, Result result) {
            await(() -> posted.size() > attempt);
            posted.get(attempt).outcome().complete(Outcome.of(result));
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

    @BeforeEach
    void aNewGateway() {
        gateway(2, 100);
    }

    private void gateway(int parallel, int perSecond) {
        shard = testKit.createTestProbe();
        dependencies = new ChannelGatewayEntity.Dependencies(
                KEYRING,
                key -> address,
                key -> "a-secret",
                callback,
                (key, command) -> told.add((Conversation.GatewayReported) command),
                (key, command) -> woken.add(key.id()),
                "https://chat.example",
                clock,
                nanos::get,
                new ChannelGatewayEntity.Settings(
                        new Errands.Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                        Duration.ofHours(24),
                        parallel,
                        perSecond,
                        new Errands.Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30)),
                        Duration.ofMinutes(1),
                        100));
        gateway = EventSourcedBehaviorTestKit.create(
                testKit.system(), ChannelGatewayEntity.create(KEY, shard.ref(), dependencies));
    }

    @Test
    void bringsRepliesInOrderAConversationAndConversationsSideBySide() {
        deliver(ONE, 3, 5);
        deliver(TWO, 3);
        await(() -> callback.ids().equals(List.of("c1-3", "c2-3")));
        callback.answer(0, Result.TAKEN);
        await(() -> callback.ids().equals(List.of("c1-3", "c2-3", "c1-5")));
    }

    @Test
    void saysWhatItHasTakenAndWhatBecameOfItUntilThatIsNoted() {
        deliver(ONE, 3);
        assertThat(notices()).containsExactly(new Delivery.Taken("generic-demo", 3));
        callback.answer(0, Result.TAKEN);
        Delivery.Settled sent = new Delivery.Settled("generic-demo", 3, Delivery.State.SENT, null);
        await(() -> count(sent) == 1);
        later(Duration.ofMillis(2_400));
        await(() -> count(sent) == 2);
        later(Duration.ofMillis(2_400));
        assertThat(count(sent)).as("the pause doubles").isEqualTo(2);
        later(Duration.ofMillis(2_400));
        await(() -> count(sent) == 3);

        note(ONE, 3);
        later(Duration.ofMinutes(1));
        assertThat(count(sent)).isEqualTo(3);
        assertThat(gateway.getState().errands()).isEmpty();
        note(ONE, 3);
        assertThat(events("report-noted")).isEqualTo(1);
    }

    @Test
    void takesAReplyOnceHoweverOftenItIsAsked() {
        deliver(ONE, 3);
        deliver(ONE, 3, 5);
        deliver(ONE, 3);
        callback.answer(0, Result.TAKEN);
        callback.answer(1, Result.TAKEN);
        await(() -> events("reply-sent") == 2);
        note(ONE, 3);
        note(ONE, 5);
        deliver(ONE, 3, 5);
        assertThat(callback.ids()).containsExactly("c1-3", "c1-5");
        assertThat(gateway.getState().errands()).isEmpty();
    }

    @Test
    void triesAgainAfterAPauseThatDoublesAndKeepsTheOrder() {
        deliver(ONE, 3, 5);
        callback.answer(0, Result.FAILED);
        attempt();
        assertThat(callback.ids()).hasSize(1);
        later(Duration.ofMillis(1_250));
        await(() -> callback.ids().equals(List.of("c1-3", "c1-3")));
        assertThat(callback.posted.get(1).body())
                .isEqualTo(callback.posted.get(0).body());
        callback.answer(1, Result.FAILED);
        later(Duration.ofMillis(1_250));
        assertThat(callback.ids()).hasSize(2);
        later(Duration.ofMillis(1_250));
        callback.answer(2, Result.TAKEN);
        await(() -> callback.ids().equals(List.of("c1-3", "c1-3", "c1-3", "c1-5")));
    }

    @Test
    void waitsAsLongAsTheReceiverAsksToButNotLessThanItsOwnPause() {
        deliver(ONE, 3);
        await(() -> callback.posted.size() == 1);
        callback.posted.get(0).outcome().complete(new Outcome(Result.FAILED, Duration.ZERO));
        attempt();
        assertThat(callback.ids()).hasSize(1);
        later(Duration.ofMillis(1_250));
        await(() -> callback.posted.size() == 2);
        callback.posted.get(1).outcome().complete(new Outcome(Result.FAILED, Duration.ofMinutes(10)));
        later(Duration.ofMinutes(9));
        assertThat(callback.ids()).hasSize(2);
        later(Duration.ofMinutes(1));
        await(() -> callback.posted.size() == 3);
    }

    @Test
    void triesAgainAlsoWhenTheClockIsSetBack() {
        deliver(ONE, 3);
        callback.answer(0, Result.FAILED);
        attempt();
        clock.set(START.minus(Duration.ofHours(1)));
        nanos.addAndGet(Duration.ofMillis(1_250).toNanos());
        attempt();
        await(() -> callback.ids().size() == 2);
    }

    @Test
    void givesUpAfterTheStatedTimeAndGoesOnWithTheNext() {
        deliver(ONE, 3);
        clock.set(START.plus(Duration.ofHours(23)));
        deliver(ONE, 5);
        clock.set(START.plus(Duration.ofHours(24)));
        callback.answer(0, Result.FAILED);
        await(() -> notices()
                .contains(new Delivery.Settled("generic-demo", 3, Delivery.State.FAILED, Delivery.Failure.GIVEN_UP)));
        await(() -> callback.ids().equals(List.of("c1-3", "c1-5")));
    }

    @Test
    void doesNotTryAgainWhatTheReceiverWillNeverTake() {
        deliver(ONE, 3);
        callback.answer(0, Result.REFUSED);
        await(() -> notices()
                .contains(new Delivery.Settled("generic-demo", 3, Delivery.State.FAILED, Delivery.Failure.REFUSED)));
        assertThat(callback.ids()).hasSize(1);
    }

    @Test
    void bringsNothingToSomebodyWhoWasErasedAndGoesOnWithTheNext() {
        gateway.runCommand(new ChannelGateway.ConversationRequested(new Delivery.Deliver(
                ONE,
                List.of(
                        sealed(new Delivery.Reply(
                                3,
                                new ChannelAddress("generic", "generic-demo", Sealed.ERASED),
                                Conversation.Author.BOT,
                                List.of(new Content.Text("hello nobody")),
                                START)),
                        reply(5)))));
        await(() -> notices()
                .contains(new Delivery.Settled("generic-demo", 3, Delivery.State.FAILED, Delivery.Failure.REFUSED)));
        await(() -> callback.ids().equals(List.of("c1-5")));
    }

    @Test
    void saysSoWhenThereIsNowhereToBringAReply() {
        address = Optional.empty();
        deliver(ONE, 3);
        await(() -> notices()
                .contains(
                        new Delivery.Settled("generic-demo", 3, Delivery.State.FAILED, Delivery.Failure.NO_CALLBACK)));
    }

    @Test
    void goesOnAfterACrash() {
        deliver(ONE, 3, 5);
        deliver(TWO, 3);
        callback.answer(1, Result.TAKEN);
        await(() -> events("reply-sent") == 1);
        told.clear();
        gateway.restart();
        await(() -> callback.ids().equals(List.of("c1-3", "c2-3", "c1-3")));
        await(() -> notices().contains(new Delivery.Settled("generic-demo", 3, Delivery.State.SENT, null)));
        callback.answer(2, Result.TAKEN);
        await(() -> callback.ids().size() == 4 && callback.ids().get(3).equals("c1-5"));
    }

    /** As after a crash: the event is stored, but none of its errands was sent. */
    private static final Map<Class<?>, List<Event>> ASKED = Map.of(
            ChannelGatewayErrand.AttemptDelivery.class,
            List.of(new ChannelGateway.RepliesTaken(ONE, List.of(reply(3)), START)),
            ChannelGatewayErrand.ReportSettled.class,
            List.of(
                    new ChannelGateway.RepliesTaken(ONE, List.of(reply(3)), START),
                    new ChannelGateway.ReplySent(ONE, 3, START)));

    @Test
    void runsEveryErrandAfterACrashBetweenItsEventAndItAndRepeatsItUntilItIsConfirmed() {
        assertThat(ASKED.keySet()).isEqualTo(Set.of(ChannelGatewayErrand.class.getPermittedSubclasses()));
        ASKED.forEach((kind, events) -> {
            boolean brings = kind == ChannelGatewayErrand.AttemptDelivery.class;
            Delivery.Settled sent = new Delivery.Settled("generic-demo", 3, Delivery.State.SENT, null);
            LongSupplier runs = () -> brings ? callback.posted.size() : count(sent);
            gateway.clear();
            callback.posted.clear();
            told.clear();

            gateway.initialize(events.toArray(Event[]::new));
            assertThat(gateway.getState().errands()).singleElement().isInstanceOf(kind);
            await(() -> runs.getAsLong() == 1);
            if (brings) {
                callback.answer(0, Result.FAILED);
            }
            later(Duration.ofMillis(2_400));
            await(() -> runs.getAsLong() == 2);

            if (brings) {
                callback.answer(1, Result.TAKEN);
                await(() -> events("reply-sent") == 1);
            } else {
                note(ONE, 3);
            }
            assertThat(gateway.getState().errands()).noneMatch(kind::isInstance);
            later(Duration.ofMinutes(10));
            assertThat(runs.getAsLong()).isEqualTo(2);
        });
    }

    @Test
    void hasNoMoreUnderWayAtOnceThanItMay() {
        deliver(ONE, 3);
        deliver(TWO, 3);
        deliver(new ConversationId("c3"), 3);
        assertThat(callback.ids()).containsExactly("c1-3", "c2-3");
        callback.answer(1, Result.TAKEN);
        await(() -> callback.ids().equals(List.of("c1-3", "c2-3", "c3-3")));
    }

    @Test
    void beginsNoMoreInASecondThanItMay() {
        gateway.clear();
        gateway(10, 2);
        deliver(ONE, 3);
        deliver(TWO, 3);
        deliver(new ConversationId("c3"), 3);
        assertThat(callback.ids()).hasSize(2);
        later(Duration.ofSeconds(1));
        await(() -> callback.ids().size() == 3);
    }

    @Test
    void leavesMemoryOnlyWhenNothingIsLeftToDo() {
        deliver(ONE, 3);
        gateway.runCommand(ChannelGateway.Tick.IDLE);
        shard.expectNoMessage(Duration.ofMillis(100));
        callback.answer(0, Result.FAILED);
        gateway.runCommand(ChannelGateway.Tick.IDLE);
        shard.expectNoMessage(Duration.ofMillis(100));
        later(Duration.ofMillis(1_200));
        callback.answer(1, Result.TAKEN);
        await(() -> events("reply-sent") == 1);
        gateway.runCommand(ChannelGateway.Tick.IDLE);
        shard.expectNoMessage(Duration.ofMillis(100));
        note(ONE, 3);
        gateway.runCommand(ChannelGateway.Tick.IDLE);
        shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    @Test
    void hasItselfStartedAgainWhenWorkCameAfterTheShardHadBeenAskedToForgetIt() {
        EntityKey other = new EntityKey(KEY.tenant(), "generic-other");
        ActorRef<Command> leaving = testKit.spawn(ChannelGatewayEntity.create(other, shard.ref(), dependencies));
        leaving.tell(new ChannelGateway.ConversationRequested(new Delivery.Deliver(ONE, List.of(reply(3)))));
        await(() -> callback.posted.size() == 1);
        leaving.tell(ChannelGateway.Stop.INSTANCE);
        testKit.createTestProbe().expectTerminated(leaving);
        assertThat(woken).containsExactly("generic-other");
    }

    @Test
    void postsContentsPlainWordsAndASignature() {
        List<Content> contents = List.of(
                new Content.Choice(
                        "Which one?",
                        List.of(new Content.Option("First", "10001"), new Content.Option("Second", "10532"))),
                new Content.Media("/api/v1/uploads/x", "image/png", "a.png", 12));
        gateway.runCommand(new ChannelGateway.ConversationRequested(new Delivery.Deliver(
                ONE, List.of(sealed(new Delivery.Reply(3, to(), Conversation.Author.BOT, contents, START))))));
        HeldCallback.Posted posted = callback.posted.get(0);
        JsonNode json = json(posted.body());
        assertThat(json.path("text").asText()).isEqualTo("Which one?\n1. First\n2. Second\n[a.png]");
        assertThat(json.at("/contents/0/type").asText()).isEqualTo("choice");
        assertThat(json.at("/contents/0/options/1/value").asText()).isEqualTo("10532");
        assertThat(json.at("/contents/1/url").asText()).isEqualTo("https://chat.example/api/v1/uploads/x");
        assertThat(json.at("/to/id").asText()).isEqualTo("+86 100");
        assertThat(json.at("/author/kind").asText()).isEqualTo("bot");
        assertThat(json.path("at").asText()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(posted.signature())
                .isEqualTo(Signature.of("a-secret", START, posted.body()).toString());
    }

    @Test
    void remembersIdleConversationsOnlyUpToALimit() {
        ChannelGatewayState state = ChannelGatewayState.EMPTY;
        for (int i = 0; i < ChannelGatewayState.KEPT_IDLE + 5; i++) {
            ConversationId conversation = new ConversationId("c" + i);
            state = new ChannelGateway.RepliesTaken(conversation, List.of(reply(3)), START).applyTo(state);
            if (i != 1) {
                state = new ChannelGateway.ReplySent(conversation, 3, START).applyTo(state);
                state = new ChannelGateway.ReportNoted(conversation, 3, START).applyTo(state);
            }
        }
        assertThat(state.busy()).containsOnlyKeys("c1");
        assertThat(state.idle())
                .hasSize(ChannelGatewayState.KEPT_IDLE)
                .doesNotContainKey("c0")
                .doesNotContainKey("c4")
                .containsKey("c5");
    }

    @Test
    void takesNoMoreThanItCanHoldAndTheRestWhenThereIsRoom() {
        ChannelGatewayState state = ChannelGatewayState.EMPTY;
        for (int i = 1; i <= ChannelGatewayState.MAX_WAITING; i++) {
            state = new ChannelGateway.RepliesTaken(new ConversationId("c" + i), List.of(reply(3)), START)
                    .applyTo(state);
        }
        Command more = new ChannelGateway.ConversationRequested(
                new Delivery.Deliver(new ConversationId("late"), List.of(reply(3))));
        var full = ChannelGatewayDecider.decide(state, more, START, KEY.id(), Duration.ofHours(24));
        assertThat(full.events()).isEmpty();
        assertThat(full.reply()).as("the conversation asks again").isNull();
        ChannelGatewayState after = new ChannelGateway.ReplySent(ONE, 3, START).applyTo(state);
        assertThat(ChannelGatewayDecider.decide(after, more, START, KEY.id(), Duration.ofHours(24))
                        .events())
                .hasSize(1);
    }

    // ---- vocabulary of the tests ----

    private static ChannelAddress to() {
        return new ChannelAddress("generic", "generic-demo", "+86 100");
    }

    private static Delivery.Outgoing reply(long sequence) {
        return sealed(new Delivery.Reply(
                sequence, to(), Conversation.Author.BOT, List.of(new Content.Text("hello " + sequence)), START));
    }

    private static Delivery.Outgoing sealed(Delivery.Reply reply) {
        return KEYS.seal(new Delivery.Outgoing(reply.sequence(), Personal.of(Personal.Kind.TEXT, reply)));
    }

    private void deliver(ConversationId conversation, long... replies) {
        gateway.runCommand(new ChannelGateway.ConversationRequested(new Delivery.Deliver(
                conversation,
                Arrays.stream(replies).mapToObj(ChannelGatewayEntityTest::reply).toList())));
    }

    private void note(ConversationId conversation, long reply) {
        gateway.runCommand(new ChannelGateway.ConversationRequested(new Delivery.Noted(conversation, reply)));
    }

    private void attempt() {
        gateway.runCommand(ChannelGateway.Tick.ERRANDS);
    }

    private void later(Duration by) {
        // Earlier messages must have been handled under the old time.
        gateway.getState();
        clock.passes(by);
        nanos.addAndGet(by.toNanos());
        attempt();
    }

    private long count(Delivery.Notice notice) {
        return notices().stream().filter(notice::equals).count();
    }

    private List<Delivery.Notice> notices() {
        return told.stream().map(Conversation.GatewayReported::notice).toList();
    }

    private long events(String name) {
        return gateway.persistenceTestKit().persistedInStorage("gateway|demo|generic-demo").stream()
                .filter(event -> kebab(event.getClass().getSimpleName()).equals(name))
                .count();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
    }

    private static JsonNode json(byte[] body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        testKit.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            assertThat(condition.getAsBoolean()).isTrue();
            return null;
        });
    }
}
