package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.parley.Personal.Kind;
import io.parley.Sealed;
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
 * @param by on whose authority; apart from the arguments, so that none of them can pretend to be it
 */
public record ActionCall(String action, @Sealed(Kind.SLOT) Map<String, String> arguments, String key, Authority by) {
    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public ActionCall {
        by = by == null ? Authority.NONE : by;
        // Sorted: equal calls print and are stored alike.
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
    }

    /** On nobody's authority. */
    public ActionCall(String action, Map<String, String> arguments, String key) {
        this(action, arguments, key, Authority.NONE);
    }
}
