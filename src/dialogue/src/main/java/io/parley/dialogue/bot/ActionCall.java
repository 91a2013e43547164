package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to do something in a company's system.
 *
 * @param action its name in the tenant's actions, e.g. {@code return-order}
 * @param arguments by name, as the action's description asks for them
 * @param key the same for every repetition of the same request, so that it is done once. A form's submission has a key derived from the
 *     form's instance, which outlives turns and conversations; a look-up has one derived from the turn
 * @param by on whose authority; separate from the arguments, so that none of them can pose as it
 */
public record ActionCall(String action, @Sealed(Kind.SLOT) Map<String, String> arguments, String key, Authority by) {
    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public ActionCall {
        by = by == null ? Authority.NONE : by;
        // Sorted, so that equal calls are printed and stored identically.
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
    }

    /** Creates a call without authority. */
    public ActionCall(String action, Map<String, String> arguments, String key) {
        this(action, arguments, key, Authority.NONE);
    }
}
