package io.parley.desk;

import io.parley.routing.Supervision;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The active alarms, as one desk knows them. */
final class Alarms {

    private final Consoles consoles;
    private final Map<String, Supervision.Alarm> alarms = new LinkedHashMap<>();

    Alarms(Consoles consoles) {
        this.consoles = consoles;
    }

    /** @param now when an alarm that is no longer listed counts as cleared */
    void told(Supervision.Update update, Instant now) {
        if (update instanceof Supervision.AlarmChanged changed) {
            changed(changed.alarm(), changed.clearedAt());
        } else if (update instanceof Supervision.Alarms lasting) {
            Set<String> ids = new HashSet<>();
            lasting.alarms().forEach(alarm -> {
                ids.add(alarm.id());
                changed(alarm, null);
            });
            if (lasting.more()) {
                // A missing alarm may be among those that are not listed.
                return;
            }
            // Cleared without our being notified.
            List.copyOf(alarms.values()).stream()
                    .filter(alarm -> !ids.contains(alarm.id()))
                    .forEach(alarm -> changed(alarm, now));
        }
    }

    private void changed(Supervision.Alarm alarm, @Nullable Instant clearedAt) {
        Supervision.Alarm known = clearedAt == null ? alarms.put(alarm.id(), alarm) : alarms.remove(alarm.id());
        if (clearedAt == null ? !alarm.equals(known) : known != null) {
            consoles.show(new ServerFrame.Alarm(alarm, clearedAt));
        }
    }

    List<Supervision.Alarm> all() {
        return List.copyOf(alarms.values());
    }
}
