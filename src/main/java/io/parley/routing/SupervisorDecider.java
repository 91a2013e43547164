package io.parley.routing;

import io.parley.ClusterMessage;
import io.parley.Decided;
import io.parley.ErrorCode;
import io.parley.routing.Supervision.Alarm;
import io.parley.routing.Supervision.Command;
import io.parley.routing.Supervision.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what each command leads to. Static and pure: the same state, command and time always give the same decision. */
public final class SupervisorDecider {

    private SupervisorDecider() {}

    /**
     * Decides a command. A {@link Supervision.ReportCase} is idempotent. Commands that only concern an entity in memory, such as
     * {@link Supervision.Follow}, lead to nothing.
     *
     * @param waitingTooLong how long a wait must have lasted to raise an alarm
     */
    public static Decided<Event, ClusterMessage> decide(
            SupervisorState state, Command command, Instant now, Duration waitingTooLong) {
        if (command instanceof Supervision.LineSeen seen) {
            return Decided.events(lineSeen(state, seen.line(), now, waitingTooLong));
        } else if (command instanceof Supervision.ReportCase report) {
            return reportCase(state, report, now);
        } else if (command instanceof Supervision.Acknowledge acknowledge) {
            return acknowledge(state, acknowledge, now);
        }
        return Decided.nothing();
    }

    private static List<Event> lineSeen(
            SupervisorState state, Routing.Line line, Instant now, Duration waitingTooLong) {
        Map<String, Alarm> lasting = new HashMap<>(state.byId());
        lasting.values().removeIf(alarm -> alarm.kind() != Supervision.Kind.WAITING_TOO_LONG);
        Set<String> here = new HashSet<>();
        List<Event> events = new ArrayList<>();
        for (Routing.Line.LineEntry item : line.first()) {
            String id = Alarm.idOf(item.conversation(), item.handoff());
            boolean tooLong = now.isAfter(item.since().plus(waitingTooLong));
            if (tooLong && here.add(id) && lasting.remove(id) == null) {
                Alarm alarm = new Alarm(id, Supervision.Kind.WAITING_TOO_LONG, item.conversation(), item.since(), now);
                events.add(new Supervision.AlarmRaised(alarm, now));
            }
        }
        // Customers beyond the visible part of the line look the same as those who left, so nothing is cleared.
        if (line.count() <= Routing.Line.SEEN) {
            lasting.keySet().stream().sorted().forEach(id -> events.add(new Supervision.AlarmCleared(id, now)));
        }
        return events;
    }

    private static Decided<Event, ClusterMessage> reportCase(
            SupervisorState state, Supervision.ReportCase report, Instant now) {
        String id = Alarm.idOf(report.conversation(), report.openedAs());
        if (state.byId().containsKey(id) || state.acknowledged().contains(id)) {
            return Decided.nothing();
        }
        Alarm alarm = new Alarm(id, Supervision.Kind.UNHAPPY_CUSTOMER, report.conversation(), report.since(), now);
        return Decided.events(List.of(new Supervision.AlarmRaised(alarm, now)));
    }

    private static Decided<Event, ClusterMessage> acknowledge(
            SupervisorState state, Supervision.Acknowledge command, Instant now) {
        Alarm alarm = state.byId().get(command.alarm());
        if (alarm == null) {
            return Decided.refused(ErrorCode.NOT_FOUND, "This alarm no longer exists.");
        }
        if (alarm.kind() == Supervision.Kind.WAITING_TOO_LONG) {
            return Decided.refused(
                    ErrorCode.NOT_POSSIBLE_NOW, "This alarm ends by itself when the customer no longer waits.");
        }
        Event event = new Supervision.AlarmAcknowledged(alarm.id(), command.by(), now);
        return Decided.events(
                List.of(event), Supervision.Alarms.of(event.applyTo(state).alarms()));
    }
}
