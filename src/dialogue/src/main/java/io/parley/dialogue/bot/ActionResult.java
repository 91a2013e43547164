package io.parley.dialogue.bot;

import io.parley.Personal.Kind;
import io.parley.Sealed;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a call; stored with the answer it led to, so that the decision can be made again without calling.
 *
 * @param outcome as the action's description names it, e.g. {@code found}; {@link #FAILED} when the system could not be called or gave an
 *     answer that is not described; {@link #UNKNOWN} when a change was requested and it is not known whether it was made;
 *     {@link #TOO_MANY_GUESSES} when a second factor was not checked, because too many were wrong lately
 * @param values what the description takes from the answer
 */
public record ActionResult(ActionCall call, String outcome, @Sealed(Kind.SLOT) Map<String, Value> values) {

    public static final String FAILED = "failed";
    public static final String UNKNOWN = "outcome-unknown";
    public static final String TOO_MANY_GUESSES = "too-many-guesses";

    public ActionResult {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public boolean failed() {
        return outcome.equals(FAILED);
    }

    public boolean unknown() {
        return outcome.equals(UNKNOWN);
    }

    public boolean tooManyGuesses() {
        return outcome.equals(TOO_MANY_GUESSES);
    }
}
