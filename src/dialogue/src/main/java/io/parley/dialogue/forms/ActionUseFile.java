package io.parley.dialogue.forms;

import io.parley.dialogue.forms.ActionUse.Effect;
import io.parley.kit.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads from YAML which actions a form uses and what follows from them.
 *
 * @param kinds the kinds of the form's slots, by name
 * @param arguments the names its texts can use
 */
record ActionUseFile(Map<String, Slot.Kind> kinds, Set<String> arguments) {

    /** @param otherwise how the form continues when an outcome does not say */
    ActionUse use(YamlNode place, ActionUse.Then otherwise) {
        Map<String, String> with = new LinkedHashMap<>();
        place.entries("with").forEach(entry -> {
            String from = entry.getValue().text();
            boolean number = from.endsWith(TemplateContext.NUMBER)
                    && FormFile.isAmount(kinds.get(from.substring(0, from.length() - TemplateContext.NUMBER.length())));
            if (!kinds.containsKey(from) && !number) {
                throw entry.getValue().wrong("there is no slot " + from);
            }
            with.put(entry.getKey(), from);
        });
        Map<String, ActionUse.Branch> outcomes = new LinkedHashMap<>();
        place.entries("outcomes").forEach(entry -> put(outcomes, entry, branch(entry.getValue(), otherwise)));
        return new ActionUse(place.at("action").text(), with, place.scalars("take"), outcomes);
    }

    ActionUse.Branch branch(YamlNode place, ActionUse.Then otherwise) {
        if (!place.has("by")) {
            return effect(place, otherwise);
        }
        String by = place.at("by").text();
        if (!arguments.contains(by)) {
            throw place.at("by").wrong(by + " is not known here; known are " + String.join(", ", arguments));
        }
        Map<String, ActionUse.Branch> cases = new LinkedHashMap<>();
        place.entries("cases").forEach(entry -> put(cases, entry, branch(entry.getValue(), otherwise)));
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

    private Effect effect(YamlNode place, ActionUse.Then otherwise) {
        ActionUse.Then then = otherwise;
        if (place.has("ask")) {
            String asked = place.at("ask").text();
            if (!kinds.containsKey(asked)) {
                throw place.at("ask").wrong("there is no slot " + asked);
            }
            then = new ActionUse.AskAgain(asked);
        } else if (place.has("start")) {
            then = new ActionUse.Start(place.at("start").text());
        } else if (place.has("then")) {
            then = then(place.at("then").text());
        }
        return new Effect(
                place.optional("say").map(say -> FormText.read(say, arguments)).orElse(null),
                place.list("offer").stream().map(FormFile::option).toList(),
                then);
    }

    private static ActionUse.Then then(String how) {
        return switch (how) {
            case "done" -> new ActionUse.Done();
            case "cancel" -> new ActionUse.Cancel();
            case "hand-over" -> new ActionUse.HandOver();
            default -> new ActionUse.Accept();
        };
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
