package io.parley.dialogue.forms;

import io.parley.dialogue.bot.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a list is worded: each of its items, and what separates them.
 *
 * @param most maximum number of items named
 * @param lines whether each item stands on its own line
 * @param more says that there are more; receives the items named so far as {@code list}
 */
record FormList(FormText each, int most, boolean lines, FormText more) {

    static final Set<String> MORE_ARGUMENTS = Set.of("list");

    String say(Value.Items items, TemplateContext context) {
        List<String> said = items.items().stream()
                .limit(most)
                .map(item -> each.say(context.with(item)))
                .filter(text -> !text.isEmpty())
                .toList();
        String gap = lines ? "\n" : context.chinese() ? "、" : ", ";
        String joined = String.join(gap, said);
        return items.items().size() > most ? more.say(context.with(Map.of("list", new Value.Text(joined)))) : joined;
    }

    /** Returns the items that need to be remembered: one more than are named, which shows that there are more. */
    Value.Items cut(Value.Items items) {
        return new Value.Items(items.items().subList(0, Math.min(items.items().size(), most + 1)));
    }
}
