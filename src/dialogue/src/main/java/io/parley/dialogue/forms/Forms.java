package io.parley.dialogue.forms;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.FormState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A tenant's forms. Immutable. */
public final class Forms {

    /** The forms of a tenant without any. */
    public static final Forms NONE = new Forms(Map.of(), Map.of());

    /** Key that names the {@link Factor} a text without a form describes; in a form, the factor that it asks for. */
    private static final String FACTOR = "factor";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, Form> byName;
    private final Map<String, Form> byIntent;

    private Forms(Map<String, Form> byName, Map<String, Form> byIntent) {
        this.byName = byName;
        this.byIntent = byIntent;
    }

    /** Reads forms of a company that has not said where its customers sign in. */
    public static Forms parse(List<String> texts) {
        return parse(texts, Map.of());
    }

    /**
     * Reads forms, one per text, and the factors that they ask for.
     *
     * @param texts YAML; the keys are described next to the demo shop's forms
     * @param signIn where customers sign in with the company, by language tag
     * @throws Form.Invalid when a text is invalid; the message names the form and the place
     */
    public static Forms parse(List<String> texts, Map<String, String> signIn) {
        List<YamlNode> forms = new ArrayList<>();
        Map<String, Factor> factors = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            YamlNode text = new YamlNode(yaml(texts.get(i), "form number " + (i + 1)), "form number " + (i + 1));
            if (text.has(FACTOR) && !text.has("form")) {
                String name = FormFile.name(text.at(FACTOR));
                if (factors.put(name, Factor.read(new YamlNode(text.node(), "factor " + name), name)) != null) {
                    throw new Form.Invalid("factor " + name + ": duplicate name");
                }
            } else {
                forms.add(text);
            }
        }
        FormFile.Common common = new FormFile.Common(Map.copyOf(factors), Map.copyOf(signIn));
        Map<String, Form> byName = new LinkedHashMap<>();
        Map<String, Form> byIntent = new LinkedHashMap<>();
        for (YamlNode text : forms) {
            Form form = FormFile.read(text.node(), text.path(), common);
            if (byName.put(form.name(), form) != null) {
                throw new Form.Invalid("form " + form.name() + ": form: used by another form as well");
            }
            for (String intent : form.intents()) {
                Form other = byIntent.put(intent, form);
                if (other != null) {
                    throw new Form.Invalid("form " + form.name() + ": intents: " + intent + " begins form "
                            + other.name() + " as well");
                }
            }
        }
        for (Form form : byName.values()) {
            for (String next : ActionUseFile.startedBy(form)) {
                if (!byName.containsKey(next)) {
                    throw new Form.Invalid("form " + form.name() + ": start: there is no form " + next);
                }
            }
        }
        return new Forms(byName, byIntent);
    }

    /** Reads where customers sign in, from YAML with an address by language tag. */
    public static Map<String, String> links(String text) {
        Map<String, String> links = new LinkedHashMap<>();
        new YamlNode(yaml(text, "sign-in"), "sign-in")
                .entries()
                .forEach(entry -> links.put(entry.getKey(), entry.getValue().text()));
        return links;
    }

    static JsonNode yaml(String text, String place) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Form.Invalid(place + ": not YAML: " + e.getOriginalMessage());
        }
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
