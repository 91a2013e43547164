package io.parley.dialogue.forms;

import io.parley.dialogue.bot.Requires;
import io.parley.kit.YamlNode;
import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one form that follows the schema of forms, and refuses what the schema cannot: texts and references that lead nowhere. */
final class FormFile {

    private static final Duration KEEP = Duration.ofHours(24);
    private static final int MAX_LETTERS = 300;
    private static final int MAX_LISTED = 3;

    /** Only annotators that read names find these; without one, the whole answer is taken. */
    private static final Set<String> NAMES = Set.of(Entity.PERSON, Entity.ORGANISATION, Entity.PLACE);

    private static final int MAX_LETTERS_OF_A_NAME = 100;

    private final YamlNode root;
    private final Map<String, Slot.Kind> kinds = new LinkedHashMap<>();
    private final Map<String, FormList> lists = new LinkedHashMap<>();
    private final Set<String> arguments = new TreeSet<>();

    private final Common common;

    /**
     * What a tenant's forms share.
     *
     * @param factors by name
     * @param signIn where to sign in, by language
     */
    record Common(Map<String, Factor> factors, Map<String, String> signIn) {}

    private FormFile(YamlNode root, Common common) {
        this.root = root;
        this.common = common;
    }

    static Form read(YamlNode root, Common common) {
        return new FormFile(root, common).form(root.at("form").text());
    }

    private Form form(String name) {
        for (Map.Entry<String, YamlNode> slot : root.entries("slots")) {
            String key = slot.getKey();
            kinds.put(key, kind(slot.getValue()));
            arguments.add(key);
            if (kinds.get(key) instanceof Slot.FromChoices || kinds.get(key) instanceof Slot.FromYesNo) {
                arguments.add(key + TemplateContext.CODE);
            } else if (isAmount(kinds.get(key))) {
                arguments.add(key + TemplateContext.NUMBER);
            } else if (kinds.get(key) instanceof Slot.FromProblem) {
                arguments.add(key + Slot.STEPS);
            }
        }
        takes().forEach(taken -> arguments.addAll(List.of(taken, taken + TemplateContext.WHEN)));
        root.entries("lists").forEach(list -> lists.put(list.getKey(), list(list.getValue())));
        Map<String, Slot> slots = new LinkedHashMap<>();
        kinds.forEach(
                (key, kind) -> slots.put(key, slot(key, kind, root.at("slots").at(key))));
        return new Form(new Form.Parts(
                name,
                root.scalars("intents"),
                root.optional("keep").map(keep -> Duration.parse(keep.text())).orElse(KEEP),
                root.optional("skill").map(YamlNode::text).orElse(null),
                root.optional("requires").map(FormFile::requires).orElse(Requires.ANYONE),
                factor(slots),
                common.signIn(),
                FormText.read(root.optional("title").orElseGet(() -> root.at("about")), Set.of()),
                FormText.read(root.at("about"), Set.of()),
                folded(root.scalars("cancel")),
                slots,
                lists,
                root.optional("confirm").map(this::confirmation).orElse(null),
                finish()));
    }

    private static Requires requires(YamlNode place) {
        return Stream.of(Requires.values())
                .filter(one -> one.code().equals(place.text()))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable Factor factor(Map<String, Slot> slots) {
        if (!root.has("factor")) {
            return null;
        }
        YamlNode place = root.at("factor");
        Factor factor = common.factors().get(place.text());
        if (factor == null) {
            throw place.wrong("there is no factor " + place.text());
        }
        Slot slot = slots.get(factor.slot());
        if (slot == null || slot.optional() || !slot.when().isEmpty() || !(slot.kind() instanceof Slot.FromEntity)) {
            throw place.wrong("it is for a slot " + factor.slot() + " that is always filled with what a text names");
        }
        return factor;
    }

    private Set<String> takes() {
        Set<String> taken = new LinkedHashSet<>();
        Stream<YamlNode> uses = Stream.concat(
                root.entries("slots").stream().flatMap(slot -> slot.getValue().optional("check").stream()),
                root.optional("submit").stream());
        uses.flatMap(use -> use.list("take").stream()).forEach(value -> {
            String name = value.text();
            if (kinds.containsKey(name)) {
                throw value.wrong("there is a slot of this name");
            }
            taken.add(name);
        });
        return taken;
    }

    private FormList list(YamlNode place) {
        Set<String> values = new TreeSet<>();
        place.scalars("values").forEach(value -> {
            values.add(value);
            values.add(value + TemplateContext.WHEN);
        });
        return new FormList(
                FormText.read(place.at("each"), values),
                place.number("most", MAX_LISTED),
                place.isTrue("lines"),
                place.optional("more")
                        .map(more -> FormText.read(more, FormList.MORE_ARGUMENTS))
                        .orElseGet(StandardTexts.INSTANCE::more));
    }

    // ---- slots ----

    private Slot slot(String name, Slot.Kind kind, YamlNode place) {
        YamlNode label = place.at("name");
        if (kind instanceof Slot.FromProblem problem
                && !(kinds.get(problem.of()) instanceof Slot.FromEntity of
                        && of.type().equals(Entity.PRODUCT))) {
            throw place.at("problem").at("of").wrong("there is no slot " + problem.of() + " with a product");
        }
        return new Slot(
                name,
                kind,
                FormText.read(label, Set.of()),
                folded(
                        place.has("words")
                                ? place.scalars("words")
                                : List.of(label.at("zh").text(), label.at("en").text())),
                text(place.optional("ask")),
                text(place.optional("again")),
                place.isTrue("optional"),
                place.isTrue("known"),
                place.isTrue("several"),
                when(place),
                place.optional("check")
                        .map(check -> outcomes().use(check, new ActionUse.Accept()))
                        .orElse(null));
    }

    private static Slot.Kind kind(YamlNode place) {
        if (place.has("entity")) {
            String type = place.at("entity").text();
            return NAMES.contains(type)
                    ? new Slot.FromText(MAX_LETTERS_OF_A_NAME, false, null, List.of(type))
                    : new Slot.FromEntity(
                            type,
                            place.optional("currency").map(YamlNode::text).orElse(null),
                            place.isTrue("catalogue"));
        } else if (place.has("choices")) {
            return new Slot.FromChoices(choices(place.at("choices")));
        } else if (place.has("text")) {
            YamlNode text = place.at("text");
            return new Slot.FromText(
                    text.number("most", MAX_LETTERS),
                    text.isTrue("anything"),
                    text.has("opening") ? text.number("opening", 1) : null,
                    text.scalars("named"));
        } else if (place.has("problem")) {
            return new Slot.FromProblem(place.at("problem").at("of").text());
        }
        return place.has("code") ? new Slot.FromCode() : new Slot.FromYesNo();
    }

    private static List<Slot.Option> choices(YamlNode place) {
        List<Slot.Option> options = new ArrayList<>();
        Set<String> values = new TreeSet<>();
        for (YamlNode option : place.list()) {
            options.add(option(option));
            if (!values.add(options.get(options.size() - 1).value())) {
                throw option.wrong("duplicate value");
            }
        }
        return options;
    }

    static Slot.Option option(YamlNode place) {
        String zh = place.at("zh").text();
        String en = place.at("en").text();
        return new Slot.Option(
                place.optional("value").map(YamlNode::scalar).orElse(en),
                zh,
                en,
                folded(Stream.concat(Stream.of(zh, en), place.scalars("synonyms").stream())
                        .toList()));
    }

    private ActionUseFile outcomes() {
        return new ActionUseFile(kinds, arguments);
    }

    static boolean isAmount(Slot.@Nullable Kind kind) {
        return kind instanceof Slot.FromEntity entity && entity.type().equals(Entity.AMOUNT);
    }

    // ---- actions ----

    private Form.Confirmation confirmation(YamlNode place) {
        return new Form.Confirmation(FormText.read(place.at("ask"), arguments), folded(place.scalars("yes")));
    }

    private Finish finish() {
        ActionUse.Then done = new ActionUse.Done();
        return new Finish(
                root.optional("submit").map(this::when).orElse(Map.of()),
                root.optional("submit")
                        .map(submit -> outcomes().use(submit, done))
                        .orElse(null),
                root.optional("done").map(tell -> outcomes().branch(tell, done)).orElse(null));
    }

    private Map<String, List<String>> when(YamlNode place) {
        Map<String, List<String>> when = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode> condition : place.entries("when")) {
            if (!kinds.containsKey(condition.getKey())) {
                throw condition.getValue().wrong("there is no such slot");
            }
            List<String> values = place.at("when").scalars(condition.getKey());
            if (values.contains(Slot.UNTRIED) && !(kinds.get(condition.getKey()) instanceof Slot.FromProblem)) {
                throw condition.getValue().wrong("only a problem can be " + Slot.UNTRIED);
            }
            when.put(condition.getKey(), values);
        }
        return when;
    }

    // ---- words ----

    private @Nullable FormText text(Optional<YamlNode> place) {
        return place.map(text -> FormText.read(text, arguments)).orElse(null);
    }

    private static List<String> folded(List<String> words) {
        return words.stream()
                .map(Spelling::folded)
                .map(Wording::bare)
                .distinct()
                .toList();
    }
}
