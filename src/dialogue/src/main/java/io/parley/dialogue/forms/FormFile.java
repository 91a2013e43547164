package io.parley.dialogue.forms;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.dialogue.bot.Requires;
import io.parley.dialogue.forms.ActionUse.Branch;
import io.parley.dialogue.forms.ActionUse.Effect;
import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one form from YAML and refuses what cannot work. */
final class FormFile {

    private static final Duration KEEP = Duration.ofHours(24);
    private static final int MAX_LETTERS = 300;
    private static final int MAX_LISTED = 3;
    private static final List<String> KINDS = List.of("entity", "choices", "text", "code", "yes-no", "problem");
    private static final Set<String> ENTITIES = Set.of(
            Entity.ORDER_NUMBER,
            Entity.PHONE,
            Entity.EMAIL,
            Entity.AMOUNT,
            Entity.DATE,
            Entity.PRODUCT,
            Entity.QUANTITY,
            Entity.TRACKING_NUMBER,
            Entity.ID_CARD,
            Entity.BANK_CARD);

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

    static Form read(JsonNode root, String place, Common common) {
        YamlNode unnamed = new YamlNode(root, place);
        if (!root.isObject()) {
            throw unnamed.wrong("expected keys and values");
        }
        String name = name(unnamed.required("form"));
        return new FormFile(new YamlNode(root, "form " + name), common).form(name);
    }

    private Form form(String name) {
        root.allowOnly(
                "form",
                "intents",
                "keep",
                "skill",
                "requires",
                "factor",
                "title",
                "about",
                "cancel",
                "slots",
                "lists",
                "confirm",
                "submit",
                "done");
        List<Map.Entry<String, YamlNode>> given =
                root.has("slots") ? root.at("slots").entries() : List.<Map.Entry<String, YamlNode>>of();
        if (given.size() > Form.MAX_SLOTS) {
            throw root.at("slots").wrong("at most " + Form.MAX_SLOTS + " slots");
        }
        for (Map.Entry<String, YamlNode> slot : given) {
            String key = argument(slot.getKey(), slot.getValue());
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
        if (root.has("lists")) {
            root.at("lists").entries().forEach(list -> lists.put(list.getKey(), list(list.getValue())));
        }
        Map<String, Slot> slots = new LinkedHashMap<>();
        kinds.forEach(
                (key, kind) -> slots.put(key, slot(key, kind, root.at("slots").at(key))));
        YamlNode confirm = root.optional("confirm");
        Requires requires = root.has("requires") ? requires(root.at("requires")) : Requires.ANYONE;
        return new Form(new Form.Parts(
                name,
                root.scalars("intents"),
                root.has("keep") ? duration(root.at("keep")) : KEEP,
                root.has("skill") ? root.at("skill").text() : null,
                requires,
                factor(requires, slots),
                common.signIn(),
                FormText.read(root.has("title") ? root.at("title") : root.required("about"), Set.of()),
                FormText.read(root.required("about"), Set.of()),
                folded(root.scalars("cancel")),
                slots,
                lists,
                confirm == null ? null : confirmation(confirm),
                finish()));
    }

    private static Requires requires(YamlNode place) {
        for (Requires one : Requires.values()) {
            if (one.code().equals(place.text())) {
                return one;
            }
        }
        throw place.wrong("one of anyone, known, verified is needed");
    }

    private @Nullable Factor factor(Requires requires, Map<String, Slot> slots) {
        YamlNode place = root.optional("factor");
        if ((requires == Requires.KNOWN) != (place != null)) {
            throw root.wrong("factor is required with requires: known, and not allowed otherwise");
        }
        if (place == null) {
            return null;
        }
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

    // ---- names ----

    static String name(YamlNode place) {
        String name = place.text();
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            throw place.wrong("a name has lower-case letters, digits and dashes");
        }
        return name;
    }

    /** Checks the name of a slot or value. Messages refer to it as an argument, and arguments cannot contain dashes. */
    private static String argument(String name, YamlNode place) {
        if (!name.matches("[a-zA-Z][a-zA-Z0-9]{0,39}")) {
            throw place.wrong("a name has letters and digits only");
        }
        return name;
    }

    private Set<String> takes() {
        Set<String> taken = new LinkedHashSet<>();
        Stream<YamlNode> uses = Stream.concat(
                kinds.keySet().stream()
                        .map(slot -> root.at("slots").at(slot))
                        .filter(slot -> slot.has("check"))
                        .map(slot -> slot.at("check")),
                Stream.of(root).filter(form -> form.has("submit")).map(form -> form.at("submit")));
        uses.filter(use -> use.has("take")).forEach(use -> use.at("take").list().forEach(value -> {
            String name = argument(value.text(), value);
            if (kinds.containsKey(name)) {
                throw value.wrong("there is a slot of this name");
            }
            taken.add(name);
        }));
        return taken;
    }

    private FormList list(YamlNode place) {
        place.allowOnly("values", "each", "most", "lines", "more");
        Set<String> values = new TreeSet<>();
        place.required("values").list().forEach(value -> {
            values.add(argument(value.text(), value));
            values.add(value.text() + TemplateContext.WHEN);
        });
        return new FormList(
                FormText.read(place.required("each"), values),
                place.positive("most", MAX_LISTED),
                place.yes("lines"),
                place.has("more")
                        ? FormText.read(place.at("more"), FormList.MORE_ARGUMENTS)
                        : StandardTexts.INSTANCE.more());
    }

    // ---- slots ----

    private Slot slot(String name, Slot.Kind kind, YamlNode place) {
        place.allowOnly(Stream.concat(
                        KINDS.stream(),
                        Stream.of(
                                "name",
                                "words",
                                "ask",
                                "again",
                                "optional",
                                "known",
                                "several",
                                "when",
                                "check",
                                "currency",
                                "catalogue"))
                .toArray(String[]::new));
        boolean optional = place.yes("optional");
        if (!optional) {
            place.required("ask");
        }
        YamlNode label = place.required("name").allowOnly("zh", "en");
        if (kind instanceof Slot.FromProblem problem
                && !(kinds.get(problem.of()) instanceof Slot.FromEntity of
                        && of.type().equals(Entity.PRODUCT))) {
            throw place.at("problem").at("of").wrong("there is no slot " + problem.of() + " with a product");
        }
        boolean known = place.yes("known");
        if (known && !(kind instanceof Slot.FromEntity)) {
            throw place.at("known").wrong("only slots of kind entity can be known from earlier");
        }
        boolean several = place.yes("several");
        if (several && (root.has("confirm") || !(kind instanceof Slot.FromEntity))) {
            throw place.at("several").wrong("only with entities, where nothing is confirmed");
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
                optional,
                known,
                several,
                when(place),
                place.has("check") ? outcomes().use(place.at("check"), new ActionUse.Accept(), name) : null);
    }

    private static Slot.Kind kind(YamlNode place) {
        List<String> given = KINDS.stream().filter(place::has).toList();
        if (given.size() != 1) {
            throw place.wrong("exactly one of " + String.join(", ", KINDS) + " is needed");
        }
        YamlNode kind = place.at(given.get(0));
        if (place.has("currency") && !given.get(0).equals("entity")) {
            throw place.at("currency").wrong("only amounts have a currency");
        }
        if (place.has("catalogue") && !place.at("entity").node().asText().equals(Entity.PRODUCT)) {
            throw place.at("catalogue").wrong("only products are looked up");
        }
        switch (given.get(0)) {
            case "entity" -> {
                if (NAMES.contains(kind.text()) && !place.has("currency")) {
                    return new Slot.FromText(MAX_LETTERS_OF_A_NAME, false, null, List.of(kind.text()));
                }
                return new Slot.FromEntity(
                        entity(kind),
                        place.has("currency") ? place.at("currency").text() : null,
                        place.yes("catalogue"));
            }
            case "choices" -> {
                List<Slot.Option> options = new ArrayList<>();
                Set<String> values = new TreeSet<>();
                for (YamlNode option : kind.list()) {
                    options.add(option(option));
                    if (!values.add(options.get(options.size() - 1).value())) {
                        throw option.wrong("duplicate value");
                    }
                }
                return new Slot.FromChoices(options);
            }
            case "text" -> {
                kind.allowOnly("most", "anything", "opening", "named");
                int most = kind.positive("most", MAX_LETTERS);
                if (most > Form.LONGEST_TEXT) {
                    throw kind.at("most").wrong("at most " + Form.LONGEST_TEXT);
                }
                return new Slot.FromText(
                        most,
                        kind.yes("anything"),
                        kind.has("opening") ? kind.positive("opening", 1) : null,
                        kind.has("named") ? names(kind.at("named")) : List.of());
            }
            case "problem" -> {
                kind.allowOnly("of");
                return new Slot.FromProblem(kind.required("of").text());
            }
            default -> {
                if (!place.yes(given.get(0))) {
                    throw kind.wrong("true is needed");
                }
                return given.get(0).equals("code") ? new Slot.FromCode() : new Slot.FromYesNo();
            }
        }
    }

    /** A tenant's own types have a dot in their name, so that a typo in one of ours is detected. */
    private static String entity(YamlNode place) {
        String type = place.text();
        if (!ENTITIES.contains(type) && type.indexOf('.') < 0) {
            throw place.wrong("no such type of entity; there are " + String.join(", ", new TreeSet<>(ENTITIES)));
        }
        return type;
    }

    private static List<String> names(YamlNode place) {
        List<String> types = new ArrayList<>();
        for (YamlNode type : place.list()) {
            if (!NAMES.contains(type.text())) {
                throw type.wrong("no such type of name; there are " + String.join(", ", new TreeSet<>(NAMES)));
            }
            types.add(type.text());
        }
        return types;
    }

    static Slot.Option option(YamlNode place) {
        place.allowOnly("value", "zh", "en", "synonyms");
        String zh = place.required("zh").text();
        String en = place.required("en").text();
        String value = place.has("value") ? place.at("value").scalar() : en;
        return new Slot.Option(
                value,
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
        place.allowOnly("ask", "yes");
        return new Form.Confirmation(FormText.read(place.required("ask"), arguments), folded(place.scalars("yes")));
    }

    private Finish finish() {
        YamlNode submit = root.optional("submit");
        YamlNode done = root.optional("done");
        Map<String, List<String>> when = submit == null ? Map.of() : when(submit);
        if ((submit == null || !when.isEmpty()) != (done != null)) {
            throw root.wrong("done is needed when nothing is submitted, or not always (submit.when), and only then");
        }
        Branch tell = done == null ? null : outcomes().branch(done, new ActionUse.Done(), null);
        if (tell != null && asksAgain(tell)) {
            throw root.at("done").wrong("the form ends here: use done, cancel, hand-over or start");
        }
        return new Finish(when, submit == null ? null : outcomes().use(submit, new ActionUse.Done(), null), tell);
    }

    private static boolean asksAgain(Branch branch) {
        return branch instanceof ActionUse.Cases cases
                ? cases.cases().values().stream().anyMatch(FormFile::asksAgain)
                : ((Effect) branch).then() instanceof ActionUse.AskAgain;
    }

    private Map<String, List<String>> when(YamlNode place) {
        Map<String, List<String>> when = new LinkedHashMap<>();
        YamlNode conditions = place.optional("when");
        if (conditions != null) {
            conditions.entries().forEach(entry -> {
                if (!kinds.containsKey(entry.getKey())) {
                    throw entry.getValue().wrong("there is no such slot");
                }
                List<String> values = conditions.scalars(entry.getKey());
                if (values.contains(Slot.UNTRIED) && !(kinds.get(entry.getKey()) instanceof Slot.FromProblem)) {
                    throw entry.getValue().wrong("only a problem can be " + Slot.UNTRIED);
                }
                when.put(entry.getKey(), values);
            });
        }
        return when;
    }

    // ---- words ----

    private @Nullable FormText text(@Nullable YamlNode place) {
        return place == null ? null : FormText.read(place, arguments);
    }

    private static List<String> folded(List<String> words) {
        return words.stream()
                .map(Spelling::folded)
                .map(Wording::bare)
                .distinct()
                .toList();
    }

    private static Duration duration(YamlNode place) {
        try {
            Duration duration = Duration.parse(place.text());
            if (duration.isNegative() || duration.isZero()) {
                throw place.wrong("must be positive");
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw place.wrong("an ISO 8601 duration such as PT24H is needed");
        }
    }
}
