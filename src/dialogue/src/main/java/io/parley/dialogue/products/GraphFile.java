package io.parley.dialogue.products;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.LocalizedText;
import io.parley.dialogue.products.ProductGraph.Content;
import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Kind;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.dialogue.products.ProductGraph.Relation;
import io.parley.dialogue.products.ProductGraph.RelationKind;
import io.parley.dialogue.products.ProductGraph.Wordings;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.kit.YamlSchema;
import io.parley.language.Spelling;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a product graph from YAML or JSON that follows its schema, and refuses what the schema cannot: references that lead nowhere, words
 * with two meanings, and contradictions. The keys are described next to the demo shop's graph.
 */
public final class GraphFile {

    /** What a graph must be like. */
    public static final YamlSchema SCHEMA = YamlSchema.beside(GraphFile.class, "products.schema.json");

    private static final String FILE = "products.yaml";

    private final Map<String, String> names = new HashMap<>();

    private GraphFile() {}

    /** @throws Yaml.Invalid when the text is invalid */
    public static Content parse(String text) {
        return new GraphFile().content(Yaml.read(FILE, text, SCHEMA));
    }

    /**
     * Returns the text as a tree, for clients that edit it.
     *
     * @throws Yaml.Invalid when it is not even YAML
     */
    public static JsonNode node(String text) {
        return Yaml.read(FILE, text).json();
    }

    private Content content(YamlNode root) {
        Set<String> features = ids(root, "features", new HashSet<>());
        Set<String> kinds = ids(root, "kinds", new HashSet<>());
        Set<String> things = ids(root, "products", kinds);
        ids(root, "problems", new HashSet<>());
        Content content = new Content(
                root.list("kinds").stream()
                        .map(node -> kind(node, kinds, features))
                        .toList(),
                root.list("features").stream().map(this::feature).toList(),
                root.list("products").stream()
                        .map(node -> product(node, kinds, features))
                        .toList(),
                root.list("relations").stream()
                        .map(node -> relation(node, kinds, things))
                        .toList(),
                root.list("problems").stream()
                        .map(node -> problem(node, things))
                        .toList());
        refuseCircles(content.kinds(), root.at("kinds"));
        refuseContradictions(content.relations(), root.at("relations"));
        return content;
    }

    /** @param others ids that share a namespace with these */
    private static Set<String> ids(YamlNode root, String list, Set<String> others) {
        Set<String> ids = new LinkedHashSet<>(others);
        for (YamlNode node : root.list(list)) {
            if (!ids.add(id(node))) {
                throw node.at("id").wrong("id " + id(node) + " is used twice");
            }
        }
        return ids;
    }

    private static String id(YamlNode node) {
        return node.at("id").text();
    }

    private Kind kind(YamlNode node, Set<String> kinds, Set<String> features) {
        return new Kind(
                id(node),
                name(node, "kind"),
                words(node, "kind"),
                node.optional("isA")
                        .map(above -> reference(above, kinds, "kind"))
                        .orElse(null),
                facts(node, features));
    }

    private Feature feature(YamlNode node) {
        return new Feature(id(node), name(node, "feature"), words(node, "feature"), localized(node.optional("unit")));
    }

    private Product product(YamlNode node, Set<String> kinds, Set<String> features) {
        return new Product(
                id(node),
                name(node, "product"),
                words(node, "product"),
                reference(node.at("kind"), kinds, "kind"),
                facts(node, features));
    }

    private static Relation relation(YamlNode node, Set<String> kinds, Set<String> things) {
        String product = reference(node.at("product"), things, "product");
        if (kinds.contains(product)) {
            throw node.at("product").wrong(product + " is a kind; a product is needed");
        }
        RelationKind tie = Stream.of(RelationKind.values())
                .filter(each -> each.code().equals(node.at("is").text()))
                .findFirst()
                .orElseThrow();
        List<String> with = references(node, "with", things);
        if (with.contains(product)) {
            throw node.at("with").wrong(product + " cannot have a relation with itself");
        }
        return new Relation(product, tie, with, localized(node.optional("note")));
    }

    private static Problem problem(YamlNode node, Set<String> things) {
        return new Problem(
                id(node),
                localized(node.at("name")),
                wordings(node),
                references(node, "concerns", things),
                localized(node.optional("steps")),
                node.optional("article").map(YamlNode::text).orElse(null),
                node.optional("form").map(YamlNode::text).orElse(null));
    }

    private static LocalizedText localized(YamlNode node) {
        return LocalizedText.of(node.at("zh").text(), node.at("en").text());
    }

    private static @Nullable LocalizedText localized(Optional<YamlNode> node) {
        return node.map(GraphFile::localized).orElse(null);
    }

    private static String reference(YamlNode node, Set<String> known, String what) {
        if (!known.contains(node.text())) {
            throw node.wrong("there is no " + what + " " + node.text());
        }
        return node.text();
    }

    private static List<String> references(YamlNode node, String key, Set<String> known) {
        return node.list(key).stream()
                .map(one -> reference(one, known, "product or kind"))
                .toList();
    }

    // ---- names ----

    /** Reads a name, which must be unique among the names of kinds, products and features. */
    private LocalizedText name(YamlNode node, String what) {
        LocalizedText name = localized(node.at("name"));
        claim(node.at("name"), what, id(node), List.of(name.in("zh"), name.in("en")));
        return name;
    }

    private Wordings words(YamlNode node, String what) {
        Wordings words = wordings(node);
        claim(node.at("words"), what, id(node), words.all().toList());
        return words;
    }

    private static Wordings wordings(YamlNode node) {
        return new Wordings(texts(node.at("words"), "zh"), texts(node.at("words"), "en"));
    }

    private static List<String> texts(YamlNode node, String key) {
        return node.list(key).stream().map(YamlNode::text).toList();
    }

    private void claim(YamlNode place, String what, String id, List<String> words) {
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

    private static Map<String, Fact> facts(YamlNode node, Set<String> features) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        node.entries("facts").forEach(fact -> {
            if (!features.contains(fact.getKey())) {
                throw fact.getValue().wrong("there is no such feature");
            }
            facts.put(fact.getKey(), fact(fact.getValue()));
        });
        return Collections.unmodifiableMap(facts);
    }

    private static Fact fact(YamlNode node) {
        return node.has("is")
                ? new Fact(value(node.at("is")), localized(node.optional("note")))
                : new Fact(value(node), null);
    }

    private static Fact.Value value(YamlNode node) {
        JsonNode json = node.json();
        if (json.isBoolean()) {
            return new Fact.YesNo(json.booleanValue());
        } else if (json.isNumber()) {
            return new Fact.Amount(json.decimalValue());
        } else if (json.isTextual()) {
            return new Fact.Text(LocalizedText.of(node.text(), node.text()));
        }
        return new Fact.Text(localized(node));
    }

    // ---- as a whole ----

    private static void refuseCircles(List<Kind> kinds, YamlNode place) {
        Map<String, String> above = new HashMap<>();
        kinds.forEach(kind -> above.put(kind.id(), kind.isA() == null ? "" : kind.isA()));
        for (Kind kind : kinds) {
            Set<String> line = new LinkedHashSet<>();
            for (String at = kind.id(); at != null && !at.isEmpty(); at = above.get(at)) {
                if (!line.add(at)) {
                    throw place.wrong("kinds form a cycle: " + String.join(" is a ", line) + " is a " + at);
                }
            }
        }
    }

    private static void refuseContradictions(List<Relation> relations, YamlNode place) {
        Map<List<String>, Boolean> works = new HashMap<>();
        for (Relation relation : relations) {
            if (!relation.tie().fits() && relation.tie() != RelationKind.DOES_NOT_WORK_WITH) {
                continue;
            }
            for (String with : relation.with()) {
                List<String> pair = Stream.of(relation.product(), with).sorted().toList();
                Boolean before = works.putIfAbsent(pair, relation.tie().fits());
                if (before != null && before != relation.tie().fits()) {
                    throw place.wrong(String.join(" and ", pair) + " both work and do not work together");
                }
            }
        }
    }
}
