package io.parley.dialogue.forms;

import io.parley.dialogue.bot.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a list is said: each of its items, and what stands between them.
 *
 * @param most how many are named
 * @param lines whether each stands on a line of its own
 * @param more says that there are more; told the {@code list} so far
 */
record FormList(FormText each, int most, boolean lines, FormText more) {

    static final Set<String> MORE_ARGUMENTS = Set.of("list");

    String say(Value.Items items, Telling telling) {
        List<String> said = items.items().stream()
                .limit(most)
                .map(item -> each.say(telling.with(item)))
                .filter(text -> !text.isEmpty())
                .toList();
        String gap = lines ? "\n" : telling.chinese() ? "、" : ", ";
        String joined = String.join(gap, said);
        return items.items().size() > most ? more.say(telling.with(Map.of("list", new Value.Text(joined)))) : joined;
    }

    /** No more than this needs to be remembered of it. */
    Value.Items cut(Value.Items items) {
        return new Value.Items(items.items().subList(0, Math.min(items.items().size(), most + 1)));
    }
}
