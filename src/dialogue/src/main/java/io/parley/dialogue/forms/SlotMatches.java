package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState.Filled;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the values a text has for slots, and the one slot that is in doubt. */
final class SlotMatches {

    private static final int MAX_OFFERED = 5;

    private final Map<String, Filled> values = new LinkedHashMap<>();
    private @Nullable String doubtful;
    private List<String> offered = List.of();

    void put(String slot, Filled value) {
        values.put(slot, value);
    }

    /** Records that several values are named for a slot; of several such slots, the first is asked about. */
    void doubt(Slot slot, List<Filled> several) {
        if (doubtful == null) {
            doubtful = slot.name();
            offered = several.stream().limit(MAX_OFFERED).map(Filled::value).toList();
        }
    }

    Collection<Filled> all() {
        return List.copyOf(values.values());
    }

    boolean isEmpty() {
        return values.isEmpty() && doubtful == null;
    }

    FormAnswer.Values values() {
        return new FormAnswer.Values(values, doubtful, offered);
    }
}
