package io.parley.dialogue.forms;

import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.FormState;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.kit.YamlSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A tenant's forms. Immutable. */
public final class Forms {

    /** The forms of a tenant without any. */
    public static final Forms NONE = new Forms(Map.of(), Map.of());

    /** Key that names the {@link Factor} a text without a form describes; in a form, the factor that it asks for. */
    private static final String FACTOR = "factor";

    /** What a text must be like. */
    public static final YamlSchema SCHEMA = YamlSchema.beside(Forms.class, "forms.schema.json");

    private final Map<String, Form> byName;
    private final Map<String, Form> byIntent;

    private Forms(Map<String, Form> byName, Map<String, Form> byIntent) {
        this.byName = byName;
        this.byIntent = byIntent;
    }

    /** Reads forms that do not come from files, of a company that has not said where its customers sign in. */
    public static Forms parse(List<String> texts) {
        return parse(
                IntStream.range(0, texts.size())
                        .mapToObj(i -> new Yaml.Source("form " + (i + 1), texts.get(i)))
                        .toList(),
                Map.of());
    }

    /**
     * Reads forms, one per text, and the factors that they ask for.
     *
     * @param texts YAML that follows the {@link #SCHEMA}; the keys are described next to the demo shop's forms
     * @param signIn where customers sign in with the company, by language tag
     * @throws Yaml.Invalid when texts are invalid, with everything in all of them that does not follow the schema
     */
    public static Forms parse(List<Yaml.Source> texts, Map<String, String> signIn) {
        List<YamlNode> forms = new ArrayList<>();
        Map<String, Factor> factors = new LinkedHashMap<>();
        for (YamlNode text : Yaml.readAll(texts, SCHEMA)) {
            if (text.has(FACTOR) && !text.has("form")) {
                Factor factor = Factor.read(text);
                if (factors.put(factor.name(), factor) != null) {
                    throw text.at(FACTOR).wrong("factor " + factor.name() + " is described in another file as well");
                }
            } else {
                forms.add(text);
            }
        }
        FormFile.Common common = new FormFile.Common(Map.copyOf(factors), Map.copyOf(signIn));
        Map<String, Form> byName = new LinkedHashMap<>();
        Map<String, Form> byIntent = new LinkedHashMap<>();
        Map<Form, YamlNode> read = new LinkedHashMap<>();
        for (YamlNode text : forms) {
            Form form = FormFile.read(text, common);
            read.put(form, text);
            if (byName.put(form.name(), form) != null) {
                throw text.at("form").wrong(form + " is described in another file as well");
            }
            for (YamlNode intent : text.list("intents")) {
                Form other = byIntent.put(intent.scalar(), form);
                if (other != null) {
                    throw intent.wrong(intent.scalar() + " begins " + other + " as well");
                }
            }
        }
        read.forEach((form, text) -> {
            for (String next : ActionUseFile.startedBy(form)) {
                if (!byName.containsKey(next)) {
                    throw text.wrong(form + " starts form " + next + ", and there is no such form");
                }
            }
        });
        return new Forms(byName, byIntent);
    }

    /** Reads where customers sign in, from YAML with an address by language tag. */
    public static Map<String, String> links(String text) {
        Map<String, String> links = new LinkedHashMap<>();
        Yaml.read("sign-in", text)
                .entries()
                .forEach(entry -> links.put(entry.getKey(), entry.getValue().text()));
        return links;
    }

    /** Returns the form that an intent begins. */
    public Optional<Form> forIntent(String intent) {
        return Optional.ofNullable(byIntent.get(intent));
    }

    /** Returns the form with a name, as in {@link FormState#form}. */
    public Optional<Form> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a call checks a second factor. */
    public boolean checksFactor(ActionCall call) {
        return checkedBy(call).findAny().isPresent();
    }

    /** Returns what the result of a call says about the second factor that it checks. */
    public FactorVerdict verdict(ActionResult result) {
        return checkedBy(result.call())
                .map(factor -> factor.verdict(result))
                .filter(verdict -> verdict != FactorVerdict.UNCHECKED)
                .findFirst()
                .orElse(FactorVerdict.UNCHECKED);
    }

    private Stream<Factor> checkedBy(ActionCall call) {
        return byName.values().stream()
                .flatMap(form -> Optional.ofNullable(form.parts().factor()).stream())
                .filter(factor -> factor.isCheck(call));
    }

    /** Returns all forms, in the order they were read. */
    public Collection<Form> all() {
        return byName.values();
    }
}
