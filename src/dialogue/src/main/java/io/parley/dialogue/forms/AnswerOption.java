package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.forms.StandardTexts.TextKey;
import io.parley.language.Language;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can be picked to answer the open question, in order: shown as numbered options, and understood by number or label.
 *
 * @param zh the label in Chinese
 * @param en the label in English
 */
record AnswerOption(String zh, String en, FormAnswer meaning) {

    private static final StandardTexts STANDARD = StandardTexts.INSTANCE;

    String label(boolean chinese) {
        return chinese ? zh : en;
    }

    static List<AnswerOption> of(Form form, FormState state, FormInput input) {
        Slot slot = form.slot(state.slot()).orElse(null);
        return switch (state.question()) {
            case CONFIRM ->
                List.of(pick(TextKey.YES, new FormAnswer.Agreed()), pick(TextKey.NO, new FormAnswer.Disagreed()));
            case BACK ->
                List.of(pick(TextKey.YES, new FormAnswer.Agreed()), pick(TextKey.NO, new FormAnswer.Cancelled()));
            case CHANGE -> changes(form, state);
            case WHICH ->
                slot == null
                        ? List.of()
                        : state.offered().stream()
                                .map(value -> new AnswerOption(
                                        label(slot, value, true), label(slot, value, false), filled(slot, value)))
                                .toList();
            case SIGN_IN -> List.of(pick(TextKey.SIGNED_IN, new FormAnswer.Agreed()));
            case FACTOR -> List.of();
            case SLOT -> slot == null ? List.of() : ofSlot(slot, state, input);
        };
    }

    private static List<AnswerOption> ofSlot(Slot slot, FormState state, FormInput input) {
        List<AnswerOption> picks = new ArrayList<>();
        if (slot.kind() instanceof Slot.FromChoices choices) {
            choices.options()
                    .forEach(option ->
                            picks.add(new AnswerOption(option.zh(), option.en(), filled(slot, option.value()))));
        } else if (slot.kind() instanceof Slot.FromProblem) {
            ProductSlots.problems(slot, state, input).forEach(picks::add);
        } else if (slot.kind() instanceof Slot.FromYesNo) {
            picks.add(pick(TextKey.YES, filled(slot, Slot.YES)));
            picks.add(pick(TextKey.NO, filled(slot, Slot.NO)));
        }
        if (slot.optional()) {
            picks.add(pick(TextKey.SKIP, filled(slot, "")));
        }
        return picks;
    }

    private static List<AnswerOption> changes(Form form, FormState state) {
        List<AnswerOption> picks = new ArrayList<>();
        for (Slot slot : form.slots()) {
            Filled filled = state.slots().get(slot.name());
            if (filled != null && !filled.value().isEmpty() && slot.matters(state.slots())) {
                picks.add(new AnswerOption(
                        said(slot.label(), Language.ZH),
                        said(slot.label(), Language.EN),
                        new FormAnswer.Emptied(slot.name())));
            }
        }
        picks.add(pick(TextKey.LEAVE, new FormAnswer.Cancelled()));
        return picks;
    }

    /** Returns a value as people know it. */
    static String label(Slot slot, String value, boolean chinese) {
        if (slot.kind() instanceof Slot.FromChoices choices) {
            return choices.options().stream()
                    .filter(option -> option.value().equals(value))
                    .findFirst()
                    .map(option -> option.label(chinese))
                    .orElse(value);
        }
        if (slot.kind() instanceof Slot.FromYesNo) {
            return said(
                    STANDARD.text(value.equals(Slot.YES) ? TextKey.YES : TextKey.NO),
                    chinese ? Language.ZH : Language.EN);
        }
        return value;
    }

    private static FormAnswer filled(Slot slot, String value) {
        return FormAnswer.Values.of(slot.name(), Filled.of(value, null));
    }

    private static AnswerOption pick(TextKey label, FormAnswer meaning) {
        FormText text = STANDARD.text(label);
        return new AnswerOption(said(text, Language.ZH), said(text, Language.EN), meaning);
    }

    /** Returns a text that uses no values. */
    static String said(FormText text, Language language) {
        return text.say(new TemplateContext(language, null, Instant.EPOCH, ZoneOffset.UTC, Map.of(), Map.of()));
    }
}
