package io.parley.dialogue.bot;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The wish to do something in a company's system.
 *
 * @param action its name in the tenant's actions, e.g. {@code return-order}
 * @param arguments by name, as the action's description asks for them
 * @param key the same for every repetition of the same wish, so that it is done once. A form's submission has a key of the form's
 *     instance, which outlives turns and conversations; a look-up has one of the turn
 */
public record ActionCall(String action, Map<String, String> arguments, String key) {
    public ActionCall {
        // Sorted: equal calls print and are stored alike.
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
    }
}
