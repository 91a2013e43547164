package io.parley.routing;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.LocalizedText;
import io.parley.MovableClock;
import io.parley.TenantId;
import io.parley.language.Language;
import io.parley.routing.Routing.Command;
import io.parley.routing.Routing.Event;
import io.parley.routing.Routing.Presence;
import io.parley.routing.Routing.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterEntityTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private static ActorTestKit testKit;
    private static ManualTime time;

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final MovableClock clock = new MovableClock(START);
    private EventSourcedBehaviorTestKit<Command, Event, RouterState> router;

    private record Told(String conversation, Routing.Notice notice) {}

    @BeforeAll
    static void start() {
        // Time skipped by the test must not look like a hanging journal.
        testKit = EntityTestKit.start(
                ConfigFactory.parseString("akka.persistence.journal-plugin-fallback.circuit-breaker.call-timeout = 1d")
                        .withFallback(ManualTime.config()));
        time = ManualTime.get(testKit.system());
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void aNewRouter() {
        var dependencies = new RouterEntity.Dependencies(
                (key, notice) -> told.add(new Told(key.id(), notice)),
                clock,
                new RouterEntity.Settings(
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(45),
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(2)));
        router = EventSourcedBehaviorTestKit.create(
                testKit.system(),
                RouterEntity.create(new EntityKey(TENANT, "all"), dependencies),
                // Snapshots go through RouterState.Stored, so the state itself is never serialized.
                EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyState(false));
    }

    @Test
    void offersTheOldestFirst() {
        enqueue("c2", 2, Language.ZH);
        enqueue("c1", 1, Language.ZH);
        available("a", Map.of("zh", 3), 1);
        assertThat(offer("a").item().conversation().value()).isEqualTo("c1");
    }

    @Test
    void givesTheFreedPlaceToTheOneWhoWaitedLongerWhenANewOneArrives() {
        available("a", Map.of("zh", 3), 1);
        enqueue("c1", 1, Language.ZH);
        accept("a");
        enqueue("c4", 4, Language.ZH);
        enqueue("c5", 5, Language.ZH);
        router.runCommand(new Routing.Release(new ConversationId("c1"), 3));
        assertThat(offer("a").item().conversation().value()).isEqualTo("c4");
    }

    @Test
    void sendsEachLanguageToThoseWhoSpeakItAndSaysWhyNotTheOthers() {
        available("zh-only", Map.of("zh", 5), 3);
        available("en-only", Map.of("en", 2), 3);
        enqueue("c1", 1, Language.EN);
        Reservation offer = offer("en-only");
        assertThat(offer.why().chosen()).isEqualTo("only-candidate");
        assertThat(offer.why().candidates()).contains(new Routing.Candidate(new AgentId("zh-only"), "no-language:en"));
    }

    @Test
    void prefersTheBestThenTheLongestIdle() {
        available("b", Map.of("zh", 3), 3);
        pass(Duration.ofSeconds(1));
        available("a", Map.of("zh", 3), 3);
        available("expert", Map.of("zh", 5), 1);
        enqueue("c1", 1, Language.ZH);
        assertThat(offer("expert").why().chosen()).isEqualTo("best-proficiency");
        enqueue("c2", 2, Language.ZH);
        assertThat(offer("b").why().chosen()).isEqualTo("longest-idle");
    }

    @Test
    void keepsAgeAndPlaceWhenAnOfferIsDeclinedAndAsksSomebodyElse() {
        available("a", Map.of("zh", 5), 3);
        enqueue("c1", 1, Language.ZH);
        available("b", Map.of("zh", 1), 3);
        Reservation first = offer("a");
        var declined = router.runCommand(
                (ActorRef<StatusReply<Done>> ref) -> new Routing.Decline(new AgentId("a"), first.id(), ref));
        assertThat(declined.reply().isSuccess()).isTrue();
        assertThat(offer("b").item().since()).isEqualTo(first.item().since());
    }

    @Test
    void takesAnUnansweredOfferBackAndStopsOfferingToWhoDoesNotRespond() {
        available("a", Map.of("zh", 5), 3);
        enqueue("c1", 1, Language.ZH);
        Reservation offer = offer("a");
        clock.set(offer.expiresAt());
        time.timePasses(Duration.ofSeconds(20));
        await(() -> state().reservations().isEmpty());
        assertThat(entry("a").presence()).isEqualTo(Presence.NOT_RESPONDING);
        assertThat(state().waiting(new ConversationId("c1"))).isNotNull();
        var late = router.runCommand(
                (ActorRef<StatusReply<Done>> ref) -> new Routing.Accept(new AgentId("a"), offer.id(), ref));
        assertThat(late.reply().getError().getMessage()).startsWith("RESERVATION_ENDED");
    }

    @Test
    void takesAnOverdueOfferBackAlsoWhenItsTimerWasLost() {
        available("a", Map.of("zh", 5), 3);
        enqueue("c1", 1, Language.ZH);
        clock.set(offer("a").expiresAt().plusMillis(1));
        router.runCommand(Routing.Tick.LOOK_AROUND);
        assertThat(state().reservations()).isEmpty();
        assertThat(entry("a").presence()).isEqualTo(Presence.NOT_RESPONDING);
        assertThat(state().waiting(new ConversationId("c1"))).isNotNull();
    }

    @Test
    void letsOnlyOneOfTwoAcceptancesWin() {
        available("a", Map.of("zh", 5), 3);
        enqueue("c1", 1, Language.ZH);
        Reservation offer = offer("a");
        var first = router.runCommand(
                (ActorRef<StatusReply<Done>> ref) -> new Routing.Accept(new AgentId("a"), offer.id(), ref));
        var second = router.runCommand(
                (ActorRef<StatusReply<Done>> ref) -> new Routing.Accept(new AgentId("b"), offer.id(), ref));
        assertThat(first.reply().isSuccess()).isTrue();
        assertThat(second.reply().isError()).isTrue();
    }

    @Test
    void tellsTheConversationOfItsAgentUntilItAnswersAlsoAfterACrash() {
        available("a", Map.of("zh", 5), 3);
        enqueue("c1", 1, Language.ZH);
        accept("a");
        assertThat(assignedNotices("c1")).isEqualTo(1);
        router.restart();
        time.timePasses(Duration.ofSeconds(2));
        await(() -> assignedNotices("c1") == 2);
        router.runCommand(new Routing.AssignmentAnswered(new ConversationId("c1"), 3, true));
        time.timePasses(Duration.ofSeconds(10));
        assertThat(assignedNotices("c1")).isEqualTo(2);
    }

    @Test
    void freesThePlaceWhenTheConversationRefusesTheAssignment() {
        available("a", Map.of("zh", 5), 1);
        enqueue("c1", 1, Language.ZH);
        accept("a");
        router.runCommand(new Routing.AssignmentAnswered(new ConversationId("c1"), 3, false));
        assertThat(entry("a").used()).isZero();
    }

    @Test
    void queuesARepeatedWishOnceAndConfirmsItEachTime() {
        enqueue("c1", 1, Language.ZH);
        var again = router.runCommand(new Routing.Enqueue(item("c1", 1, Language.ZH)));
        assertThat(again.hasNoEvents()).isTrue();
        assertThat(told.stream().filter(t -> t.notice() instanceof Routing.Queued))
                .hasSize(2);
    }

    @Test
    void neverGivesAnAgentMoreThanTheirCapacityAndLosesNobody() {
        for (int i = 0; i < 10; i++) {
            available("agent" + i, Map.of("zh", 3), 3);
        }
        for (int i = 0; i < 100; i++) {
            enqueue("c%03d".formatted(i), i, Language.ZH);
        }
        for (int round = 0; round < 5; round++) {
            for (Reservation offer : List.copyOf(state().reservations().values())) {
                router.runCommand(
                        (ActorRef<StatusReply<Done>> ref) -> new Routing.Accept(offer.agent(), offer.id(), ref));
            }
        }
        assertThat(state().assignments()).hasSize(30);
        assertThat(state().agents().values()).allMatch(entry -> entry.used() == 3);
        assertThat(state().line()).hasSize(70);
        assertThat(state().line().firstKey().conversation().value()).isEqualTo("c030");
    }

    @Test
    void putsAVanishedAgentsConversationsBackAtTheirOldPlace() {
        available("a", Map.of("zh", 3), 3);
        enqueue("c1", 1, Language.ZH);
        accept("a");
        router.runCommand(new Routing.AssignmentAnswered(new ConversationId("c1"), 3, true));
        enqueue("c0", 10, Language.EN);
        pass(Duration.ofMinutes(4));
        time.timePasses(Duration.ofSeconds(2));
        await(() -> entry("a").presence() == Presence.OFFLINE);
        assertThat(state().line().firstKey().conversation().value()).isEqualTo("c1");
        assertThat(told).anyMatch(t -> t.notice() instanceof Routing.Returned);
    }

    @Test
    void tellsAConversationThatItIsBackInLineUntilItAnswersAlsoAfterACrash() {
        available("a", Map.of("zh", 3), 3);
        enqueue("c1", 1, Language.ZH);
        accept("a");
        router.runCommand(new Routing.AssignmentAnswered(new ConversationId("c1"), 3, true));
        pass(Duration.ofMinutes(4));
        time.timePasses(Duration.ofSeconds(2));
        await(() -> returnedNotices("c1") == 1);
        told.clear();
        router.restart();
        time.timePasses(Duration.ofSeconds(2));
        await(() -> returnedNotices("c1") == 1);
        // The answer to a notice caused by another agent's disappearance.
        router.runCommand(new Routing.ReturnAnswered(new ConversationId("c1"), 3, new AgentId("b")));
        time.timePasses(Duration.ofSeconds(2));
        await(() -> returnedNotices("c1") == 2);
        router.runCommand(new Routing.ReturnAnswered(new ConversationId("c1"), 3, new AgentId("a")));
        time.timePasses(Duration.ofSeconds(10));
        router.restart();
        time.timePasses(Duration.ofSeconds(10));
        assertThat(state().waiting(new ConversationId("c1"))).isNotNull();
        assertThat(returnedNotices("c1")).isEqualTo(2);
    }

    @Test
    void remembersInASnapshotWhoseReturnIsNotConfirmed() {
        available("a", Map.of("zh", 3), 3);
        enqueue("c1", 1, Language.ZH);
        accept("a");
        router.runCommand(new Routing.AssignmentAnswered(new ConversationId("c1"), 3, true));
        pass(Duration.ofMinutes(4));
        router.runCommand(Routing.Tick.LOOK_AROUND);
        assertThat(RouterState.of(state().stored())).isEqualTo(state());
        assertThat(state().waiting(new ConversationId("c1")).returnedFrom()).isEqualTo(new AgentId("a"));
    }

    @Test
    void knowsNoExpectedWaitBeforeItHasSeenSome() {
        enqueue("c1", 1, Language.ZH);
        enqueue("c2", 2, Language.ZH);
        TestProbe<Routing.Position> probe = testKit.createTestProbe();
        router.runCommand(new Routing.AskPosition(new ConversationId("c2"), probe.ref()));
        Routing.Position position = probe.receiveMessage();
        assertThat(position.position()).isEqualTo(2);
        assertThat(position.expectedWaitSeconds()).isNull();
    }

    @Test
    void hasAnAnswerToEveryCommandThatAsksForOne() {
        TestProbe<Object> answers = testKit.createTestProbe();
        ActorRef<Object> asker = answers.ref();
        ConversationId conversation = new ConversationId("c1");
        AgentId agent = new AgentId("a");
        Routing.AgentProfile skilled = new Routing.AgentProfile(agent, LocalizedText.of("a", "a"), Map.of("zh", 3), 1);
        Map<Command, Class<?>> all = new LinkedHashMap<>();
        all.put(new Routing.SetPresence(skilled, Presence.AVAILABLE, null, asker.unsafeUpcast()), StatusReply.class);
        all.put(new Routing.ConsoleOpened(skilled), null);
        all.put(new Routing.Follow(agent, asker.unsafeUpcast()), Routing.Desk.class);
        all.put(new Routing.Unfollow(asker.unsafeUpcast()), null);
        all.put(new Routing.Enqueue(item("c1", 1, Language.ZH)), null);
        all.put(new Routing.AskPosition(conversation, asker.unsafeUpcast()), Routing.Position.class);
        all.put(new Routing.AskLine(asker.unsafeUpcast()), Routing.Line.class);
        all.put(new Routing.AskOverview(null, asker.unsafeUpcast()), Routing.Overview.class);
        all.put(new Routing.Decline(agent, "r1", asker.unsafeUpcast()), StatusReply.class);
        all.put(new Routing.Accept(agent, "r1", asker.unsafeUpcast()), StatusReply.class);
        all.put(new Routing.AssignmentAnswered(conversation, 3, true), null);
        all.put(new Routing.ReturnAnswered(conversation, 3, agent), null);
        all.put(new Routing.Expire("r1"), null);
        all.put(Routing.Tick.LOOK_AROUND, null);
        all.put(Routing.Tick.PUBLISH_QUEUE, null);
        all.put(new Routing.Release(conversation, 3), null);
        Set<Class<?>> sent = all.keySet().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sent).isEqualTo(Set.of(Command.class.getPermittedSubclasses()));

        all.forEach((command, answer) -> {
            router.runCommand(command);
            if (answer != null) {
                assertThat(answers.receiveMessage()).isInstanceOf(answer);
            }
        });
        assertThat(told)
                .containsExactly(new Told("c1", new Routing.Queued(3)), new Told("c1", new Routing.Released(3)));
    }

    // ---- vocabulary of the tests ----

    private static Routing.Item item(String conversation, int second, Language language) {
        return new Routing.Item(
                new ConversationId(conversation),
                3,
                new CustomerId("k-" + conversation),
                null,
                new Routing.Requirement(language, List.of()),
                io.parley.Personal.sealed("k:1.AAAA"),
                io.parley.Personal.sealed("k:1.AAAA"),
                START.plusSeconds(second));
    }

    private void enqueue(String conversation, int second, Language language) {
        router.runCommand(new Routing.Enqueue(item(conversation, second, language)));
    }

    private void available(String agent, Map<String, Integer> skills, int capacity) {
        router.runCommand((ActorRef<StatusReply<Routing.AgentStatus>> ref) -> new Routing.SetPresence(
                new Routing.AgentProfile(new AgentId(agent), LocalizedText.of(agent, agent), skills, capacity),
                Presence.AVAILABLE,
                null,
                ref));
    }

    private Reservation offer(String agent) {
        return state().reservations().values().stream()
                .filter(reservation -> reservation.agent().value().equals(agent))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is offered to " + agent));
    }

    private void accept(String agent) {
        Reservation offer = offer(agent);
        router.runCommand((ActorRef<StatusReply<Done>> ref) -> new Routing.Accept(offer.agent(), offer.id(), ref));
    }

    private long assignedNotices(String conversation) {
        return told.stream()
                .filter(t -> t.conversation().equals(conversation) && t.notice() instanceof Routing.Assigned)
                .count();
    }

    private long returnedNotices(String conversation) {
        return told.stream()
                .filter(t -> t.conversation().equals(conversation) && t.notice() instanceof Routing.Returned)
                .count();
    }

    private RouterState.AgentEntry entry(String agent) {
        return Objects.requireNonNull(state().agents().get(new AgentId(agent)));
    }

    private RouterState state() {
        return router.getState();
    }

    private void pass(Duration duration) {
        clock.passes(duration);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        testKit.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            assertThat(condition.getAsBoolean()).isTrue();
            return null;
        });
    }
}
