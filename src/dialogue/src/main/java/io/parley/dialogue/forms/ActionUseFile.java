package io.parley.dialogue.forms;

import io.parley.dialogue.forms.ActionUse.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads from YAML which actions a form uses and what follows from them.
 *
 * @param kinds the kinds of the form's slots, by name
 * @param arguments the names its texts can use
 */
record ActionUseFile(Map<String, Slot.Kind> kinds, Set<String> arguments) {

    /** @param otherwise how the form continues when an outcome does not say; {@code slot} is null at the end of the form */
    ActionUse use(YamlNode place, ActionUse.Then otherwise, @Nullable String slot) {
        if (slot == null) {
            place.allowOnly("action", "with", "take", "outcomes", "when");
        } else {
            place.allowOnly("action", "with", "take", "outcomes");
        }
        Map<String, String> with = new LinkedHashMap<>();
        if (place.has("with")) {
            place.at("with").entries().forEach(entry -> {
                String from = entry.getValue().text();
                boolean number = from.endsWith(TemplateContext.NUMBER)
                        && FormFile.isAmount(
                                kinds.get(from.substring(0, from.length() - TemplateContext.NUMBER.length())));
                if (!kinds.containsKey(from) && !number) {
                    throw entry.getValue().wrong("there is no slot " + from);
                }
                with.put(entry.getKey(), from);
            });
        }
        Map<String, ActionUse.Branch> outcomes = new LinkedHashMap<>();
        place.required("outcomes")
                .entries()
                .forEach(entry -> put(outcomes, entry, branch(entry.getValue(), otherwise, slot)));
        if (outcomes.isEmpty()) {
            throw place.at("outcomes").wrong("at least one outcome is needed");
        }
        return new ActionUse(FormFile.name(place.required("action")), with, place.scalars("take"), outcomes);
    }

    /** @param slot whose check this follows; null at the end of the form */
    ActionUse.Branch branch(YamlNode place, ActionUse.Then otherwise, @Nullable String slot) {
        if (!place.has("by")) {
            return effect(place, otherwise, slot);
        }
        place.allowOnly("by", "cases");
        String by = place.at("by").text();
        if (!arguments.contains(by)) {
            throw place.at("by").wrong(by + " is not known here; known are " + String.join(", ", arguments));
        }
        Map<String, ActionUse.Branch> cases = new LinkedHashMap<>();
        place.required("cases")
                .entries()
                .forEach(entry -> put(cases, entry, branch(entry.getValue(), otherwise, slot)));
        if (!cases.containsKey(ActionUse.OTHER)) {
            throw place.at("cases").wrong("other is missing");
        }
        return new ActionUse.Cases(by, cases);
    }

    /** Adds one branch for several values: "paid, shipped". */
    private static void put(
            Map<String, ActionUse.Branch> branches, Map.Entry<String, YamlNode> entry, ActionUse.Branch branch) {
        for (String value : entry.getKey().split(",", -1)) {
            if (value.isBlank() || branches.put(value.strip(), branch) != null) {
                throw entry.getValue().wrong("each value may be named only once");
            }
        }
    }

    private Effect effect(YamlNode place, ActionUse.Then otherwise, @Nullable String slot) {
        place.allowOnly("say", "offer", "then", "ask", "start");
        if (Stream.of("then", "ask", "start").filter(place::has).count() > 1) {
            throw place.wrong("only one of then, ask, start is allowed");
        }
        ActionUse.Then then = otherwise;
        if (place.has("ask")) {
            String asked = place.at("ask").text();
            if (!kinds.containsKey(asked)) {
                throw place.at("ask").wrong("there is no slot " + asked);
            }
            place.required("say");
            then = new ActionUse.AskAgain(asked);
        } else if (place.has("start")) {
            then = new ActionUse.Start(FormFile.name(place.at("start")));
        } else if (place.has("then")) {
            then = then(place.at("then"), slot);
        }
        boolean said = Stream.of("then", "ask", "start").anyMatch(place::has);
        if (!(then instanceof ActionUse.Accept)) {
            place.required("say");
        } else if (place.has("say") && !said) {
            throw place.wrong("then is missing: a check that says something must say how the form continues");
        }
        List<Slot.Option> offer = place.has("offer")
                ? place.at("offer").list().stream().map(FormFile::option).toList()
                : List.of();
        YamlNode say = place.optional("say");
        return new Effect(say == null ? null : FormText.read(say, arguments), offer, then);
    }

    private static ActionUse.Then then(YamlNode place, @Nullable String slot) {
        switch (place.text()) {
            case "done" -> {
                return new ActionUse.Done();
            }
            case "cancel" -> {
                return new ActionUse.Cancel();
            }
            case "hand-over" -> {
                return new ActionUse.HandOver();
            }
            case "accept" -> {
                if (slot == null) {
                    throw place.wrong("accept is allowed in checks only");
                }
                return new ActionUse.Accept();
            }
            default -> throw place.wrong("one of accept, done, cancel, hand-over is needed");
        }
    }

    /** Returns the forms that an outcome of this one starts. */
    static Set<String> startedBy(Form form) {
        Set<String> started = new TreeSet<>();
        form.slots().forEach(slot -> started(slot.check(), started));
        started(form.parts().finish().submit(), started);
        ActionUse.Branch tell = form.parts().finish().tell();
        if (tell != null) {
            started(tell, started);
        }
        return started;
    }

    private static void started(@Nullable ActionUse use, Set<String> started) {
        if (use != null) {
            use.outcomes().values().forEach(branch -> started(branch, started));
        }
    }

    private static void started(ActionUse.Branch branch, Set<String> started) {
        if (branch instanceof ActionUse.Cases cases) {
            cases.cases().values().forEach(inner -> started(inner, started));
        } else if (branch instanceof Effect effect && effect.then() instanceof ActionUse.Start start) {
            started.add(start.form());
        }
    }
}
