package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState.Filled;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meaning of a text for a form. */
sealed interface FormAnswer {

    /** Nothing for this form. */
    record Nothing() implements FormAnswer {}

    /** Meant as an answer, but not one that can be used. */
    record Unclear() implements FormAnswer {}

    record Cancelled() implements FormAnswer {}

    /** Everything is right; continue. */
    record Agreed() implements FormAnswer {}

    /** Something is not right, without saying what. */
    record Disagreed() implements FormAnswer {}

    /** A slot's value is not the one meant, and the right one was not given. */
    record Emptied(String slot) implements FormAnswer {}

    /** What the customer gives for the second factor that was asked for. */
    record Answer(String text) implements FormAnswer {}

    /**
     * Values for slots.
     *
     * @param doubtful the slot for which several were named; null for none
     * @param offered the values that were named for it
     */
    record Values(Map<String, Filled> values, @Nullable String doubtful, List<String> offered) implements FormAnswer {
        static Values of(String slot, Filled value) {
            return new Values(Map.of(slot, value), null, List.of());
        }
    }
}
