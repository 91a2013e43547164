package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.ActionUse.Branch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a form does when everything is known.
 *
 * @param when the slots and values for which it is submitted; always when empty
 * @param submit the action done in a system; null for none
 * @param tell what is said when nothing is submitted; null only when something always is
 */
record Finish(Map<String, List<String>> when, @Nullable ActionUse submit, @Nullable Branch tell) {

    boolean submits(Map<String, FormState.Filled> slots) {
        return submit != null && Slot.hold(when, slots);
    }
}
