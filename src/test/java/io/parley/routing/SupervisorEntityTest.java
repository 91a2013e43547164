package io.parley.routing;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.routing.Supervision.Command;
import io.parley.routing.Supervision.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SupervisorEntityTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static ActorTestKit testKit;
    private final Queue<String> known = new ConcurrentLinkedQueue<>();
    private EventSourcedBehaviorTestKit<Command, Event, SupervisorState> supervisor;

    @BeforeAll
    static void start() {
        testKit = EntityTestKit.start();
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void aNewSupervisor() {
        supervisor = EventSourcedBehaviorTestKit.create(
                testKit.system(),
                SupervisorEntity.create(
                        new EntityKey(new TenantId("demo"), "all"),
                        new SupervisorEntity.Dependencies(
                                (tenant, command) -> {},
                                (conversation, openedAs) -> known.add(conversation.id() + "." + openedAs),
                                Clock.fixed(NOW, ZoneOffset.UTC),
                                new SupervisorEntity.Settings(Duration.ofMinutes(2), Duration.ofHours(1)))));
    }

    @Test
    void raisesAnAlarmOnceForEachWaitThatIsTooLong() {
        supervisor.runCommand(seen(1, waiting("c1", 3), waiting("c2", 1)));
        var again = supervisor.runCommand(seen(1, waiting("c1", 3), waiting("c2", 1)));
        assertThat(again.hasNoEvents()).isTrue();
        assertThat(supervisor.getState().alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.conversation().value()).isEqualTo("c1");
            assertThat(alarm.since()).isEqualTo(NOW.minus(Duration.ofMinutes(3)));
        });
    }

    @Test
    void raisesAnAlarmForACaseOnceAndTellsTheConversationEachTime() {
        supervisor.runCommand(new Supervision.ReportCase(new ConversationId("c1"), 7, NOW));
        var again = supervisor.runCommand(new Supervision.ReportCase(new ConversationId("c1"), 7, NOW));
        assertThat(again.hasNoEvents()).isTrue();
        assertThat(known).containsExactly("c1.7", "c1.7");
        supervisor.runCommand(seen(0));
        assertThat(supervisor.getState().alarms())
                .as("it has nothing to do with the line")
                .extracting(Supervision.Alarm::kind)
                .containsExactly(Supervision.Kind.UNHAPPY_CUSTOMER);
    }

    @Test
    void endsTheAlarmOfACaseWhenASupervisorSeesToItAndNeverRaisesItAgain() {
        supervisor.runCommand(new Supervision.ReportCase(new ConversationId("c1"), 7, NOW));
        var taken = supervisor.<StatusReply<Supervision.Alarms>>runCommand(
                reply -> new Supervision.Acknowledge("c1.7", new AgentId("supervisor"), reply));
        assertThat(taken.reply().getValue().alarms()).isEmpty();
        var late = supervisor.runCommand(new Supervision.ReportCase(new ConversationId("c1"), 7, NOW));
        assertThat(late.hasNoEvents()).isTrue();
        assertThat(known).hasSize(2);
        supervisor.restart();
        assertThat(supervisor.getState().alarms()).isEmpty();
    }

    @Test
    void doesNotEndTheAlarmOfAWait() {
        supervisor.runCommand(seen(1, waiting("c1", 3)));
        String alarm = supervisor.getState().alarms().get(0).id();
        var refused = supervisor.<StatusReply<Supervision.Alarms>>runCommand(
                reply -> new Supervision.Acknowledge(alarm, new AgentId("supervisor"), reply));
        assertThat(Refused.from(refused.reply().getError()).code()).isEqualTo(ErrorCode.NOT_POSSIBLE_NOW);
        var unknown = supervisor.<StatusReply<Supervision.Alarms>>runCommand(
                reply -> new Supervision.Acknowledge("c9.1", new AgentId("supervisor"), reply));
        assertThat(Refused.from(unknown.reply().getError()).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void raisesItAgainForTheNextWaitOfTheSameConversation() {
        supervisor.runCommand(seen(1, waiting("c1", 3)));
        supervisor.runCommand(seen(0));
        supervisor.runCommand(seen(1, waiting("c1", 4)));
        assertThat(supervisor.getState().alarms()).hasSize(1);
    }

    @Test
    void clearsItWhenTheWaitIsOverAndTellsFollowers() {
        TestProbe<Supervision.Update> follower = testKit.createTestProbe();
        supervisor.runCommand(new Supervision.Follow(follower.ref()));
        follower.expectMessageClass(Supervision.Alarms.class);
        supervisor.runCommand(seen(1, waiting("c1", 3)));
        assertThat(follower.expectMessageClass(Supervision.AlarmChanged.class).clearedAt())
                .isNull();
        supervisor.runCommand(seen(0));
        assertThat(follower.expectMessageClass(Supervision.AlarmChanged.class).clearedAt())
                .isEqualTo(NOW);
    }

    @Test
    void clearsNothingWhileTheLineIsLongerThanWhatItSees() {
        supervisor.runCommand(seen(1, waiting("c1", 3)));
        Routing.Line.LineEntry[] others = IntStream.range(0, Routing.Line.SEEN)
                .mapToObj(i -> waiting("other" + i, 1))
                .toArray(Routing.Line.LineEntry[]::new);
        supervisor.runCommand(seen(Routing.Line.SEEN + 1, others));
        assertThat(supervisor.getState().alarms()).hasSize(1);
    }

    @Test
    void remembersAlarmsAfterACrash() {
        supervisor.runCommand(seen(1, waiting("c1", 3)));
        supervisor.restart();
        assertThat(supervisor.getState().alarms()).hasSize(1);
    }

    private static Supervision.LineSeen seen(int count, Routing.Line.LineEntry... waiting) {
        return new Supervision.LineSeen(new Routing.Line(List.of(waiting), count));
    }

    private static Routing.Line.LineEntry waiting(String conversation, int minutes) {
        return new Routing.Line.LineEntry(
                new ConversationId(conversation), minutes, NOW.minus(Duration.ofMinutes(minutes)));
    }
}
