package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.forms.StandardTexts.Said;
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
record Picks(String zh, String en, Understood meaning) {

    private static final StandardTexts STANDARD = StandardTexts.INSTANCE;

    String label(boolean chinese) {
        return chinese ? zh : en;
    }

    static List<Picks> of(Form form, FormState state, FormInput input) {
        Slot slot = form.slot(state.slot()).orElse(null);
        return switch (state.question()) {
            case CONFIRM -> List.of(pick(Said.YES, new Understood.Agreed()), pick(Said.NO, new Understood.Disagreed()));
            case BACK -> List.of(pick(Said.YES, new Understood.Agreed()), pick(Said.NO, new Understood.Cancelled()));
            case CHANGE -> changes(form, state);
            case WHICH ->
                slot == null
                        ? List.of()
                        : state.offered().stream()
                                .map(value -> new Picks(
                                        label(slot, value, true), label(slot, value, false), filled(slot, value)))
                                .toList();
            case SIGN_IN -> List.of(pick(Said.SIGNED_IN, new Understood.Agreed()));
            case FACTOR -> List.of();
            case SLOT -> slot == null ? List.of() : ofSlot(slot, state, input);
        };
    }

    private static List<Picks> ofSlot(Slot slot, FormState state, FormInput input) {
        List<Picks> picks = new ArrayList<>();
        if (slot.kind() instanceof Slot.FromChoices choices) {
            choices.options()
                    .forEach(option -> picks.add(new Picks(option.zh(), option.en(), filled(slot, option.value()))));
        } else if (slot.kind() instanceof Slot.FromProblem) {
            OfProducts.problems(slot, state, input).forEach(picks::add);
        } else if (slot.kind() instanceof Slot.FromYesNo) {
            picks.add(pick(Said.YES, filled(slot, Slot.YES)));
            picks.add(pick(Said.NO, filled(slot, Slot.NO)));
        }
        if (slot.optional()) {
            picks.add(pick(Said.SKIP, filled(slot, "")));
        }
        return picks;
    }

    private static List<Picks> changes(Form form, FormState state) {
        List<Picks> picks = new ArrayList<>();
        for (Slot slot : form.slots()) {
            Filled filled = state.slots().get(slot.name());
            if (filled != null && !filled.value().isEmpty() && slot.matters(state.slots())) {
                picks.add(new Picks(
                        said(slot.label(), Language.ZH),
                        said(slot.label(), Language.EN),
                        new Understood.Emptied(slot.name())));
            }
        }
        picks.add(pick(Said.LEAVE, new Understood.Cancelled()));
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
                    STANDARD.text(value.equals(Slot.YES) ? Said.YES : Said.NO), chinese ? Language.ZH : Language.EN);
        }
        return value;
    }

    private static Understood filled(Slot slot, String value) {
        return Understood.Values.of(slot.name(), Filled.of(value, null));
    }

    private static Picks pick(Said label, Understood meaning) {
        FormText text = STANDARD.text(label);
        return new Picks(said(text, Language.ZH), said(text, Language.EN), meaning);
    }

    /** Returns a text that uses no values. */
    static String said(FormText text, Language language) {
        return text.say(new Telling(language, null, Instant.EPOCH, ZoneOffset.UTC, Map.of(), Map.of()));
    }
}
