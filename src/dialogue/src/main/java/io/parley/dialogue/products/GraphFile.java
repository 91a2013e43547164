package io.parley.dialogue.products;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.parley.LocalizedText;
import io.parley.dialogue.products.ProductGraph.Content;
import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Kind;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.dialogue.products.ProductGraph.Relation;
import io.parley.dialogue.products.ProductGraph.RelationKind;
import io.parley.dialogue.products.ProductGraph.Wordings;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a product graph from YAML or JSON and refuses what cannot work. The keys are described next to the demo shop's graph. */
public final class GraphFile {

    /** Something in the text is wrong; the message names the place. */
    public static final class Invalid extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }
    }

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int MAX_ENTRIES = 2_000;
    private static final int MAX_NAME = 120;
    private static final int MAX_TEXT = 2_000;

    private final Map<String, String> names = new HashMap<>();

    private GraphFile() {}

    /** @throws Invalid when the text is invalid */
    public static Content parse(String text) {
        return new GraphFile().content(new Entry(node(text), "graph"));
    }

    /**
     * Returns the text as a tree, for clients that edit it.
     *
     * @throws Invalid when it is not even YAML
     */
    public static JsonNode node(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Invalid("not YAML: " + e.getOriginalMessage());
        }
    }

    private Content content(Entry root) {
        root.allowOnly("kinds", "features", "products", "relations", "problems");
        Set<String> features = ids(root, "features", new HashSet<>());
        Set<String> kinds = ids(root, "kinds", new HashSet<>());
        Set<String> things = ids(root, "products", kinds);
        ids(root, "problems", new HashSet<>());
        Content content = new Content(
                root.list("kinds").stream()
                        .map(entry -> kind(entry, kinds, features))
                        .toList(),
                root.list("features").stream().map(this::feature).toList(),
                root.list("products").stream()
                        .map(entry -> product(entry, kinds, features))
                        .toList(),
                root.list("relations").stream()
                        .map(entry -> relation(entry, kinds, things))
                        .toList(),
                root.list("problems").stream()
                        .map(entry -> problem(entry, things))
                        .toList());
        refuseCircles(content.kinds());
        refuseContradictions(content.relations());
        return content;
    }

    /** @param others ids that share a namespace with these */
    private static Set<String> ids(Entry root, String list, Set<String> others) {
        Set<String> ids = new LinkedHashSet<>(others);
        for (Entry entry : root.list(list)) {
            String id = entry.id();
            if (!ids.add(id)) {
                throw entry.wrong("id " + id + " is used twice");
            }
        }
        return ids;
    }

    private Kind kind(Entry entry, Set<String> kinds, Set<String> features) {
        entry.allowOnly("id", "name", "words", "isA", "facts");
        return new Kind(
                entry.id(),
                name(entry, "kind"),
                words(entry, "kind"),
                entry.has("isA") ? entry.reference("isA", kinds, "kind") : null,
                facts(entry, features));
    }

    private Feature feature(Entry entry) {
        entry.allowOnly("id", "name", "words", "unit");
        return new Feature(
                entry.id(),
                name(entry, "feature"),
                words(entry, "feature"),
                entry.has("unit") ? entry.at("unit").localized(MAX_NAME) : null);
    }

    private Product product(Entry entry, Set<String> kinds, Set<String> features) {
        entry.allowOnly("id", "name", "words", "kind", "facts");
        return new Product(
                entry.id(),
                name(entry, "product"),
                words(entry, "product"),
                entry.reference("kind", kinds, "kind"),
                facts(entry, features));
    }

    private static Relation relation(Entry entry, Set<String> kinds, Set<String> things) {
        entry.allowOnly("product", "is", "with", "note");
        String product = entry.reference("product", things, "product");
        if (kinds.contains(product)) {
            throw entry.at("product").wrong(product + " is a kind; a product is needed");
        }
        RelationKind tie = Stream.of(RelationKind.values())
                .filter(each -> each.code().equals(entry.at("is").text(MAX_NAME)))
                .findFirst()
                .orElseThrow(() -> entry.at("is")
                        .wrong("one of "
                                + String.join(
                                        ", ",
                                        Stream.of(RelationKind.values())
                                                .map(RelationKind::code)
                                                .toList())
                                + " is needed"));
        List<String> with = entry.references("with", things);
        if (with.contains(product)) {
            throw entry.at("with").wrong(product + " cannot have a relation with itself");
        }
        return new Relation(
                product, tie, with, entry.has("note") ? entry.at("note").localized(MAX_TEXT) : null);
    }

    private Problem problem(Entry entry, Set<String> things) {
        entry.allowOnly("id", "name", "words", "concerns", "steps", "article", "form");
        if (entry.has("steps") == entry.has("article")) {
            throw entry.wrong("either steps or the article that describes them is required");
        }
        Wordings words = wordings(entry);
        if (words.zh().isEmpty() || words.en().isEmpty()) {
            throw entry.at("words").wrong("at least one wording is needed in zh and in en");
        }
        return new Problem(
                entry.id(),
                entry.at("name").localized(MAX_NAME),
                words,
                entry.references("concerns", things),
                entry.has("steps") ? entry.at("steps").localized(MAX_TEXT) : null,
                entry.has("article") ? entry.at("article").text(MAX_NAME) : null,
                entry.has("form") ? entry.at("form").text(MAX_NAME) : null);
    }

    // ---- names ----

    /** Reads a name, which must be unique among the names of kinds, products and features. */
    private LocalizedText name(Entry entry, String what) {
        LocalizedText name = entry.at("name").localized(MAX_NAME);
        claim(entry.at("name"), what, entry.id(), List.of(name.in("zh"), name.in("en")));
        return name;
    }

    private Wordings words(Entry entry, String what) {
        Wordings words = wordings(entry);
        claim(entry.at("words"), what, entry.id(), words.all().toList());
        return words;
    }

    private static Wordings wordings(Entry entry) {
        if (!entry.has("words")) {
            return Wordings.NONE;
        }
        Entry words = entry.at("words");
        words.allowOnly("zh", "en");
        return new Wordings(words.texts("zh"), words.texts("en"));
    }

    private void claim(Entry place, String what, String id, List<String> words) {
        String owner = what + " " + id;
        for (String word : words) {
            String compact = Terms.compact(Spelling.folded(word));
            if (compact.isEmpty()) {
                throw place.wrong("\"" + word + "\" has no letters");
            }
            String other = names.putIfAbsent(compact, owner);
            if (other != null && !other.equals(owner)) {
                throw place.wrong("\"" + word + "\" is already a name of " + other);
            }
        }
    }

    // ---- facts ----

    private static Map<String, Fact> facts(Entry entry, Set<String> features) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        if (entry.has("facts")) {
            Entry all = entry.at("facts");
            all.keys().forEach(feature -> {
                if (!features.contains(feature)) {
                    throw all.at(feature).wrong("there is no such feature");
                }
                facts.put(feature, fact(all.at(feature)));
            });
        }
        return java.util.Collections.unmodifiableMap(facts);
    }

    private static Fact fact(Entry entry) {
        if (!entry.has("is")) {
            return new Fact(value(entry), null);
        }
        entry.allowOnly("is", "note");
        return new Fact(
                value(entry.at("is")), entry.has("note") ? entry.at("note").localized(MAX_TEXT) : null);
    }

    private static Fact.Value value(Entry entry) {
        JsonNode node = entry.node();
        if (node.isBoolean()) {
            return new Fact.YesNo(node.booleanValue());
        } else if (node.isNumber()) {
            return new Fact.Amount(node.decimalValue());
        } else if (node.isTextual()) {
            String text = entry.text(MAX_TEXT);
            return new Fact.Text(LocalizedText.of(text, text));
        }
        return new Fact.Text(entry.localized(MAX_TEXT));
    }

    // ---- as a whole ----

    private static void refuseCircles(List<Kind> kinds) {
        Map<String, String> above = new HashMap<>();
        kinds.forEach(kind -> above.put(kind.id(), kind.isA() == null ? "" : kind.isA()));
        for (Kind kind : kinds) {
            Set<String> line = new LinkedHashSet<>();
            for (String at = kind.id(); at != null && !at.isEmpty(); at = above.get(at)) {
                if (!line.add(at)) {
                    throw new Invalid("kinds form a cycle: " + String.join(" is a ", line) + " is a " + at);
                }
            }
        }
    }

    private static void refuseContradictions(List<Relation> relations) {
        Map<List<String>, Boolean> works = new HashMap<>();
        for (Relation relation : relations) {
            if (!relation.tie().fits() && relation.tie() != RelationKind.DOES_NOT_WORK_WITH) {
                continue;
            }
            for (String with : relation.with()) {
                List<String> pair = Stream.of(relation.product(), with).sorted().toList();
                Boolean before = works.putIfAbsent(pair, relation.tie().fits());
                if (before != null && before != relation.tie().fits()) {
                    throw new Invalid(
                            "relations: " + String.join(" and ", pair) + " both work and do not work together");
                }
            }
        }
    }

    /** A node with its position in the graph. */
    private record Entry(JsonNode node, String place) {

        Invalid wrong(String what) {
            return new Invalid(place + ": " + what);
        }

        boolean has(String key) {
            return node.has(key);
        }

        Entry at(String key) {
            return new Entry(node.path(key), place.equals("graph") ? key : place + "." + key);
        }

        List<String> keys() {
            if (!node.isObject()) {
                throw wrong("keys and values are needed");
            }
            List<String> keys = new ArrayList<>();
            node.fieldNames().forEachRemaining(keys::add);
            return keys;
        }

        void allowOnly(String... known) {
            keys().stream()
                    .filter(key -> !Set.of(known).contains(key))
                    .findFirst()
                    .ifPresent(key -> {
                        throw at(key).wrong("unknown key");
                    });
        }

        /** Returns the entries under a key, identified by their ids where they have one. */
        List<Entry> list(String key) {
            JsonNode list = node.path(key);
            if (list.isMissingNode()) {
                return List.of();
            }
            if (!list.isArray() || list.size() > MAX_ENTRIES) {
                throw at(key).wrong("a list of at most " + MAX_ENTRIES + " is needed");
            }
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                String id = list.get(i).path("id").asText();
                entries.add(new Entry(list.get(i), at(key).place + "[" + (id.isEmpty() ? i + 1 : id) + "]"));
            }
            return entries;
        }

        String text(int most) {
            if (!node.isTextual() || node.textValue().isBlank()) {
                throw wrong("a text is needed");
            }
            String text = node.textValue().strip();
            if (text.length() > most) {
                throw wrong("at most " + most + " characters");
            }
            return text;
        }

        String id() {
            String id = at("id").text(60);
            if (!id.matches("[a-z0-9]+(?:-[a-z0-9]+)*")) {
                throw at("id").wrong("lower-case letters, digits and single dashes are needed");
            }
            return id;
        }

        LocalizedText localized(int most) {
            allowOnly("zh", "en");
            return LocalizedText.of(at("zh").text(most), at("en").text(most));
        }

        List<String> texts(String key) {
            JsonNode list = node.path(key);
            if (list.isMissingNode()) {
                return List.of();
            }
            if (!list.isArray() || list.size() > MAX_ENTRIES) {
                throw at(key).wrong("a list of texts is needed");
            }
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                texts.add(new Entry(list.get(i), at(key).place + "[" + (i + 1) + "]").text(MAX_NAME));
            }
            return texts;
        }

        String reference(String key, Set<String> known, String what) {
            String id = at(key).text(MAX_NAME);
            if (!known.contains(id)) {
                throw at(key).wrong("there is no " + what + " " + id);
            }
            return id;
        }

        List<String> references(String key, Set<String> known) {
            List<String> ids = texts(key);
            if (ids.isEmpty()) {
                throw at(key).wrong("at least one product or kind is needed");
            }
            for (String id : ids) {
                if (!known.contains(id)) {
                    throw at(key).wrong("there is no product or kind " + id);
                }
            }
            return ids;
        }
    }
}
