package io.parley.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The alarms that are still raised, oldest first.
 *
 * @param acknowledged the ids of those last acknowledged, so that a repeated report has no effect
 */
public record SupervisorState(List<Supervision.Alarm> alarms, List<String> acknowledged) {

    private static final int KEPT = 200;

    public static final SupervisorState EMPTY = new SupervisorState(List.of(), List.of());

    public SupervisorState {
        alarms = List.copyOf(alarms);
        acknowledged = List.copyOf(acknowledged.subList(Math.max(0, acknowledged.size() - KEPT), acknowledged.size()));
    }

    Map<String, Supervision.Alarm> byId() {
        Map<String, Supervision.Alarm> byId = new LinkedHashMap<>();
        alarms.forEach(alarm -> byId.put(alarm.id(), alarm));
        return byId;
    }

    SupervisorState with(Supervision.Alarm alarm) {
        Map<String, Supervision.Alarm> next = byId();
        next.put(alarm.id(), alarm);
        return new SupervisorState(List.copyOf(next.values()), acknowledged);
    }

    SupervisorState without(String id) {
        return new SupervisorState(
                alarms.stream().filter(alarm -> !alarm.id().equals(id)).toList(), acknowledged);
    }

    SupervisorState acknowledged(String id) {
        List<String> ids = new ArrayList<>(acknowledged);
        ids.add(id);
        return new SupervisorState(without(id).alarms(), ids);
    }
}
