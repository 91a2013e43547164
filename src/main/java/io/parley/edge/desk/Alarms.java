package io.parley.edge.desk;

import io.parley.routing.Supervision;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The alarms that are on, as one desk knows them. */
final class Alarms {

    private final Consoles consoles;
    private final Map<String, Supervision.Alarm> alarms = new LinkedHashMap<>();

    Alarms(Consoles consoles) {
        this.consoles = consoles;
    }

    /** @param now when an alarm is taken to be cleared that is not among those that last */
    void told(Supervision.Update update, Instant now) {
        if (update instanceof Supervision.AlarmChanged changed) {
            changed(changed.alarm());
        } else if (update instanceof Supervision.Alarms lasting) {
            Set<String> ids = new HashSet<>();
            lasting.alarms().forEach(alarm -> {
                ids.add(alarm.id());
                changed(alarm);
            });
            if (lasting.more()) {
                // What is missing may be among those that are not told.
                return;
            }
            // Cleared while nobody told us.
            List.copyOf(alarms.values()).stream()
                    .filter(alarm -> !ids.contains(alarm.id()))
                    .forEach(alarm -> changed(new Supervision.Alarm(
                            alarm.id(), alarm.kind(), alarm.conversation(), alarm.since(), alarm.raisedAt(), now)));
        }
    }

    private void changed(Supervision.Alarm alarm) {
        Supervision.Alarm known = alarm.clearedAt() == null ? alarms.put(alarm.id(), alarm) : alarms.remove(alarm.id());
        if (alarm.clearedAt() == null ? !alarm.equals(known) : known != null) {
            consoles.show("alarm", Map.of("alarm", alarm));
        }
    }

    List<Supervision.Alarm> all() {
        return List.copyOf(alarms.values());
    }
}
