package io.parley.dialogue.forms;

import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An action of a form, and the effect of each outcome.
 *
 * @param with the action's arguments, each from a slot
 * @param take the values of its answer that texts use
 */
record ActionUse(String action, Map<String, String> with, List<String> take, Map<String, Branch> outcomes) {

    /** What follows, possibly decided by a value of the answer. */
    sealed interface Branch {}

    /** @param by the value that decides; {@code cases} has an entry for {@code other} */
    record Cases(String by, Map<String, Branch> cases) implements Branch {}

    /**
     * A text for the customer, and how the form continues.
     *
     * @param offer options for what may be said next
     */
    record Effect(@Nullable FormText text, List<Slot.Option> offer, Then then) implements Branch {}

    /** How the form continues. */
    sealed interface Then {}

    /** The value is accepted. */
    record Accept() implements Then {}

    /** Everything is done. */
    record Done() implements Then {}

    /** It cannot be done. */
    record Cancel() implements Then {}

    record HandOver() implements Then {}

    /** The slot is emptied and asked for again. */
    record AskAgain(String slot) implements Then {}

    /** The form ends here and another one begins. */
    record Start(String form) implements Then {}

    static final String OTHER = "other";

    /** Returns what follows from a result; empty when its outcome is not described. */
    Optional<Effect> effect(ActionResult result, TemplateContext context) {
        Branch branch = outcomes.get(result.outcome());
        return branch == null ? Optional.empty() : Optional.of(chosen(branch, context));
    }

    /** Returns the effect that the values select. */
    static Effect chosen(Branch from, TemplateContext context) {
        Branch branch = from;
        while (branch instanceof Cases cases) {
            Branch chosen = cases.cases().get(context.code(cases.by()));
            branch = chosen == null ? Objects.requireNonNull(cases.cases().get(OTHER)) : chosen;
        }
        return (Effect) branch;
    }

    /** Returns only what texts use of the answer, and of lists only as much as is needed. */
    Map<String, Value> taken(Map<String, Value> values, Map<String, FormList> lists) {
        Map<String, Value> taken = new TreeMap<>();
        for (String name : take) {
            for (String key : List.of(name, name + ".zh", name + ".en")) {
                Value value = values.get(key);
                FormList list = lists.get(name);
                if (value instanceof Value.Items items) {
                    if (list != null) {
                        taken.put(key, list.cut(items));
                    }
                } else if (value != null) {
                    taken.put(key, value);
                }
            }
        }
        return taken;
    }
}
