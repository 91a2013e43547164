package io.parley.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alarms that last, oldest first. */
public record SupervisorState(List<Supervision.Alarm> alarms) {

    public static final SupervisorState EMPTY = new SupervisorState(List.of());

    public SupervisorState {
        alarms = List.copyOf(alarms);
    }

    Map<String, Supervision.Alarm> byId() {
        Map<String, Supervision.Alarm> byId = new LinkedHashMap<>();
        alarms.forEach(alarm -> byId.put(alarm.id(), alarm));
        return byId;
    }

    SupervisorState with(Supervision.Alarm alarm) {
        Map<String, Supervision.Alarm> next = byId();
        next.put(alarm.id(), alarm);
        return new SupervisorState(List.copyOf(next.values()));
    }

    SupervisorState without(String id) {
        return new SupervisorState(
                alarms.stream().filter(alarm -> !alarm.id().equals(id)).toList());
    }
}
