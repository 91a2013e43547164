package io.parley.dialogue.turn;

import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.forms.FormStep;
import java.util.List;

/** Brings in a human where a form needs one. */
record FormHandover(TurnView view, Draft draft, Form form, FormStep.HandOver step) {

    Decision decision() {
        String about = form.about(view.analysis().language());
        Decision decision =
                switch (step.reason()) {
                    case NOT_UNDERSTOOD ->
                        handOver("not.understood.again", HandoffReason.NOT_UNDERSTOOD, "summary.not.understood");
                    case ACTION_FAILED ->
                        handOver("action.failed", HandoffReason.ACTION_FAILED, "summary.action.failed", about);
                    case OUTCOME_UNKNOWN ->
                        handOver("action.failed", HandoffReason.ACTION_FAILED, "summary.action.unknown", about);
                    case UNPROVEN -> {
                        draft.trace("unproven:" + form.name());
                        yield handOver("human", HandoffReason.UNPROVEN, "summary.unproven", about);
                    }
                    case COLLECTED -> handOver("human", HandoffReason.FORM, "summary.form", about);
                };
        return step.say().isEmpty() ? decision : decision.saying(step.say());
    }

    private Decision handOver(String say, HandoffReason reason, String why, Object... about) {
        return draft.handOver(
                view,
                view.text(say),
                reason,
                view.phrases().say(why, about),
                step.summary(),
                FormSteps.asked(view),
                step.skill() == null ? List.of() : List.of(step.skill()));
    }
}
