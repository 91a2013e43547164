package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.bot.Value;
import io.parley.language.Entity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known for a form's slots while a turn is computed. */
final class Slots {

    private final Form form;
    private final Map<String, Filled> filled;

    Slots(Form form, Map<String, Filled> filled) {
        this.form = form;
        this.filled = new TreeMap<>(filled);
    }

    Map<String, Filled> all() {
        return filled;
    }

    @Nullable Filled of(String slot) {
        return filled.get(slot);
    }

    void fill(String slot, Filled value) {
        Filled before = filled.get(slot);
        if (before == null || !before.value().equals(value.value())) {
            filled.put(slot, value);
            doubtWhatDependsOn(slot);
        }
    }

    void empty(String slot) {
        filled.remove(slot);
        doubtWhatDependsOn(slot);
    }

    void accept(String slot, Map<String, Value> told) {
        filled.computeIfPresent(slot, (name, value) -> value.accepted(told));
    }

    /** Discards what systems returned about slots whose check uses the changed one. */
    private void doubtWhatDependsOn(String changed) {
        for (Slot slot : form.slots()) {
            ActionUse check = slot.check();
            if (check != null && check.with().values().stream().anyMatch(from -> isFrom(from, changed))) {
                filled.computeIfPresent(slot.name(), (name, value) -> value.unchecked());
            }
        }
    }

    private static boolean isFrom(String from, String slot) {
        return from.equals(slot) || from.equals(slot + TemplateContext.NUMBER);
    }

    /** Returns the argument of an action; empty for a slot that the customer skipped or that does not matter. */
    Optional<String> argument(String from) {
        boolean number = from.endsWith(TemplateContext.NUMBER);
        String name = number ? from.substring(0, from.length() - TemplateContext.NUMBER.length()) : from;
        Filled value = filled.get(name);
        boolean matters = form.slot(name).filter(slot -> slot.matters(filled)).isPresent();
        if (value == null || value.value().isEmpty() || !matters) {
            return Optional.empty();
        }
        return Optional.of(number ? value.value().split(" ", 2)[0] : value.value());
    }

    /** Returns what is known, by type of entity, for later forms. */
    Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        for (Slot slot : form.slots()) {
            Filled value = filled.get(slot.name());
            if (value != null
                    && !value.value().isEmpty()
                    && slot.known()
                    && slot.kind() instanceof Slot.FromEntity from) {
                known.put(from.type(), value.value());
            }
        }
        return known;
    }

    /** Returns everything texts can use. */
    Map<String, Value> values(TemplateContext context) {
        Map<String, Value> values = new TreeMap<>();
        for (Slot slot : form.slots()) {
            Filled value = filled.get(slot.name());
            if (value == null || value.value().isEmpty() || !slot.matters(filled)) {
                continue;
            }
            values.putAll(value.results());
            values.put(slot.name(), said(slot, value, context));
            if (slot.kind() instanceof Slot.FromChoices || slot.kind() instanceof Slot.FromYesNo) {
                values.put(slot.name() + TemplateContext.CODE, new Value.Text(value.value()));
            } else {
                argument(slot.name() + TemplateContext.NUMBER)
                        .ifPresent(number -> values.put(slot.name() + TemplateContext.NUMBER, new Value.Text(number)));
            }
        }
        return values;
    }

    private static Value said(Slot slot, Filled filled, TemplateContext context) {
        if (slot.kind() instanceof Slot.FromEntity from) {
            switch (from.type()) {
                case Entity.AMOUNT -> {
                    return amount(filled.value());
                }
                case Entity.DATE -> {
                    return day(filled.value(), context);
                }
                case Entity.ORDER_NUMBER -> {
                    return new Value.Text(filled.value());
                }
                default -> {
                    String shown = filled.shown();
                    return new Value.Text(shown == null ? filled.value() : shown);
                }
            }
        }
        String shown = filled.shown();
        return slot.kind() instanceof Slot.FromProblem && shown != null
                ? new Value.Text(shown)
                : new Value.Text(AnswerOption.label(slot, filled.value(), context.chinese()));
    }

    private static Value amount(String value) {
        try {
            String[] parts = value.split(" ", 2);
            Currency currency = Currency.getInstance(parts[1]);
            return new Value.Money(
                    new BigDecimal(parts[0])
                            .movePointRight(currency.getDefaultFractionDigits())
                            .setScale(0, RoundingMode.HALF_UP)
                            .longValueExact(),
                    parts[1]);
        } catch (RuntimeException notAnAmount) {
            return new Value.Text(value);
        }
    }

    private static Value day(String value, TemplateContext context) {
        try {
            return new Value.Moment(LocalDate.parse(value)
                    .atTime(LocalTime.NOON)
                    .atZone(context.zone())
                    .toInstant());
        } catch (DateTimeException notADay) {
            return new Value.Text(value);
        }
    }

    /** Returns a line for each slot that is known. */
    List<String> lines(TemplateContext context) {
        List<String> lines = new ArrayList<>();
        for (Slot slot : form.slots()) {
            String value = told(slot, context);
            if (!value.isEmpty()) {
                String label = AnswerOption.said(slot.label(), context.language());
                lines.add(context.chinese() ? label + "：" + value : label + ": " + value);
            }
        }
        return lines;
    }

    /** Returns the values on one line. */
    String shown(TemplateContext context) {
        return form.slots().stream()
                .map(slot -> told(slot, context))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(context.chinese() ? "、" : ", "));
    }

    private String told(Slot slot, TemplateContext context) {
        return context.values().containsKey(slot.name()) ? context.plain(slot.name()) : "";
    }
}
