package io.parley.dialogue.forms;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Proven;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What to do next in a form. */
public sealed interface FormStep {

    /** How a form continues after something was said. */
    enum End {
        /** The customer is asked something. */
        ONGOING,
        DONE,
        CANCELLED
    }

    /** Why a human is needed. The kebab-case codes may be stored. */
    enum Reason {
        /** The customer was not understood twice in a row. */
        NOT_UNDERSTOOD("not-understood"),
        /** A system could not be called, or its answer is not one the form describes. */
        ACTION_FAILED("action-failed"),
        /** A system was asked to make a change, and it is not known whether it did. */
        OUTCOME_UNKNOWN("outcome-unknown"),
        /** The customer could not prove that they may have it done. */
        UNPROVEN("unproven"),
        /** The form requires it: everything is collected for a human to continue. */
        COLLECTED("collected");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /**
     * Perform this action and ask again with the result appended to the same input.
     *
     * @param once whether a result under the same key is its result, whatever the arguments were: one key is submitted once, even if the
     *     form has changed in the meantime
     */
    record Act(ActionCall call, boolean once) implements FormStep {

        /** Returns its result among those of the turn; empty when it has not been performed. */
        public Optional<ActionResult> among(List<ActionResult> results) {
            return results.stream()
                    .filter(result -> once
                            ? result.call().key().equals(call.key())
                            : result.call().equals(call))
                    .findFirst();
        }
    }

    /**
     * Tell the customer.
     *
     * @param after where the form stands; null when it has ended
     * @param next the form to continue with immediately after this one has ended: begin it with an empty text and what is known; null for
     *     none
     * @param known what this form knows, by type of entity, for later forms
     * @param proven what the customer has proven in this conversation, including this turn
     */
    record Reply(
            List<Content> say,
            @Nullable FormState after,
            End end,
            @Nullable String next,
            Map<String, String> known,
            Proven proven)
            implements FormStep {
        public Reply {
            say = List.copyOf(say);
            known = Collections.unmodifiableMap(new TreeMap<>(known));
        }
    }

    /**
     * Tell the customer and bring in a human.
     *
     * @param summary what is known, one line each, in the language of the answer
     * @param skill the skill the human needs besides the language; null for none in particular
     * @param state where the form stood
     * @param proven what the customer has proven in this conversation, including this turn
     */
    record HandOver(
            List<Content> say,
            Reason reason,
            List<String> summary,
            @Nullable String skill,
            FormState state,
            Proven proven)
            implements FormStep {
        public HandOver {
            say = List.copyOf(say);
            summary = List.copyOf(summary);
        }
    }

    /**
     * The text has nothing for this form. Answer it by other means and append {@link FormDialogue#resume}; the form's state does not
     * change. When nothing else answers it either, {@link FormDialogue#notUnderstood} returns how to continue.
     */
    record Other() implements FormStep {}
}
