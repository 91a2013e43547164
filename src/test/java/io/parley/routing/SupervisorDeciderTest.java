package io.parley.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.Decided;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.routing.Supervision.Alarm;
import io.parley.routing.Supervision.Command;
import io.parley.routing.Supervision.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Invariants under any sequence of commands. */
class SupervisorDeciderTest {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration TOO_LONG = Duration.ofMinutes(2);
    private static final AgentId BOSS = new AgentId("boss");

    /** @param waiting the numbers of conversations in line; each began to wait so many seconds after the start */
    private record Step(int what, List<Integer> waiting, int which, int seconds) {}

    private interface Check {
        void of(SupervisorState before, Command command, Decided<Event, ClusterMessage> decided, SupervisorState after);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 9).list().ofMaxSize(8),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 120))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    private static void walk(List<Step> steps, Check check) {
        SupervisorState state = SupervisorState.EMPTY;
        Instant now = START;
        for (Step step : steps) {
            now = now.plusSeconds(step.seconds());
            Command command = command(step, state);
            Decided<Event, ClusterMessage> decided = SupervisorDecider.decide(state, command, now, TOO_LONG);
            SupervisorState after = state;
            for (Event event : decided.events()) {
                after = event.applyTo(after);
            }
            check.of(state, command, decided, after);
            state = after;
        }
    }

    private static Command command(Step step, SupervisorState state) {
        return switch (step.what()) {
            case 0 -> new Supervision.ReportCase(conversation(step.which()), 7, START);
            case 1 ->
                new Supervision.Acknowledge(
                        state.alarms().isEmpty()
                                ? "none"
                                : state.alarms()
                                        .get(step.which() % state.alarms().size())
                                        .id(),
                        BOSS,
                        null);
            default -> new Supervision.LineSeen(line(step.waiting()));
        };
    }

    private static Routing.Line line(List<Integer> waiting) {
        return new Routing.Line(
                waiting.stream()
                        .map(number ->
                                new Routing.Line.LineEntry(conversation(number), 3, START.plusSeconds(60L * number)))
                        .toList(),
                waiting.size());
    }

    private static ConversationId conversation(int number) {
        return new ConversationId("c" + number);
    }

    @Property
    void anAlarmLastsOnlyOnceAndIsRaisedOnlyWhenItDoesNotLast(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            assertThat(after.alarms()).extracting(Alarm::id).doesNotHaveDuplicates();
            Set<String> raised = new HashSet<>();
            for (Event event : decided.events()) {
                if (event instanceof Supervision.AlarmRaised one) {
                    assertThat(raised.add(one.alarm().id())).isTrue();
                    assertThat(before.byId()).doesNotContainKey(one.alarm().id());
                }
            }
        });
    }

    @Property
    void afterALookTheWaitsWithAnAlarmAreThoseThatAreTooLong(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            if (command instanceof Supervision.LineSeen seen) {
                Set<String> waiting = seen.line().first().stream()
                        .map(one -> Alarm.idOf(one.conversation(), one.handoff()))
                        .collect(Collectors.toSet());
                assertThat(after.alarms().stream()
                                .filter(alarm -> alarm.kind() == Supervision.Kind.WAITING_TOO_LONG)
                                .map(Alarm::id))
                        .isSubsetOf(waiting);
                // A check of the line does not end cases.
                assertThat(cases(after)).isEqualTo(cases(before));
            }
        });
    }

    @Property
    void aCaseIsKnownOnceReportedAndNeverRaisedAgain(@ForAll("steps") List<Step> steps) {
        Set<String> reported = new HashSet<>();
        walk(steps, (before, command, decided, after) -> {
            if (command instanceof Supervision.ReportCase report) {
                String id = Alarm.idOf(report.conversation(), report.openedAs());
                assertThat(decided.events()).hasSize(reported.add(id) ? 1 : 0);
                assertThat(after.byId().containsKey(id) || after.acknowledged().contains(id))
                        .isTrue();
            }
        });
    }

    @Property
    void onlyACaseIsAcknowledgedAndTheAnswerIsWhatLasts(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            if (command instanceof Supervision.Acknowledge acknowledge) {
                Alarm alarm = before.byId().get(acknowledge.alarm());
                if (alarm != null && alarm.kind() == Supervision.Kind.UNHAPPY_CUSTOMER) {
                    assertThat(decided.reply()).isEqualTo(Supervision.Alarms.of(after.alarms()));
                    assertThat(after.byId()).doesNotContainKey(alarm.id());
                } else {
                    Refused refusal = Objects.requireNonNull(decided.refusal());
                    assertThat(refusal.code())
                            .isEqualTo(alarm == null ? ErrorCode.NOT_FOUND : ErrorCode.NOT_POSSIBLE_NOW);
                    assertThat(decided.events()).isEmpty();
                }
            }
        });
    }

    @Property
    void aRecoveredSupervisorDecidesLikeTheOneInMemory(@ForAll("steps") List<Step> steps) {
        List<Event> journal = new ArrayList<>();
        Iterator<Step> taken = steps.iterator();
        Instant[] now = {START};
        walk(steps, (before, command, decided, after) -> {
            now[0] = now[0].plusSeconds(taken.next().seconds());
            SupervisorState recovered = SupervisorState.EMPTY;
            for (Event event : journal) {
                recovered = event.applyTo(recovered);
            }
            assertThat(recovered).isEqualTo(before);
            Decided<Event, ClusterMessage> again = SupervisorDecider.decide(recovered, command, now[0], TOO_LONG);
            assertThat(again.events()).isEqualTo(decided.events());
            assertThat(again.reply()).isEqualTo(decided.reply());
            assertThat(again.refusal() == null).isEqualTo(decided.refusal() == null);
            journal.addAll(decided.events());
        });
    }

    @Example
    void everyCommandIsDecided() {
        List<Command> all = List.of(
                new Supervision.Follow(null),
                new Supervision.Unfollow(null),
                new Supervision.ReportCase(conversation(1), 7, START),
                new Supervision.Acknowledge("none", BOSS, null),
                new Supervision.LineSeen(line(List.of(1))),
                Supervision.Tick.LOOK);
        Set<Class<?>> sent = all.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sent).isEqualTo(Set.of(Command.class.getPermittedSubclasses()));

        Set<Class<?>> effective = all.stream()
                .filter(command -> {
                    var decided = SupervisorDecider.decide(
                            SupervisorState.EMPTY, command, START.plus(Duration.ofHours(1)), TOO_LONG);
                    return !decided.equals(Decided.nothing());
                })
                .map(Object::getClass)
                .collect(Collectors.toSet());
        assertThat(effective)
                .isEqualTo(Set.of(
                        Supervision.ReportCase.class, Supervision.Acknowledge.class, Supervision.LineSeen.class));
    }

    private static List<Alarm> cases(SupervisorState state) {
        return state.alarms().stream()
                .filter(alarm -> alarm.kind() == Supervision.Kind.UNHAPPY_CUSTOMER)
                .toList();
    }
}
