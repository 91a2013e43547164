package io.parley.dialogue.products;

import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.LocalizedText;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.knowledge.Match;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.language.Spelling;
import io.parley.language.embedding.Embedder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant sells: products and their kinds, their features, what goes with what, and their known problems. Immutable, held in memory,
 * read by {@link GraphFile}. Statements about a kind apply to the kinds and products below it, unless those state otherwise. The same
 * content and the same embedder always give the same answers.
 */
public final class ProductGraph {

    /** Ways to name or ask for something, by language. */
    public record Wordings(List<String> zh, List<String> en) {
        static final Wordings NONE = new Wordings(List.of(), List.of());

        public Wordings {
            zh = List.copyOf(zh);
            en = List.copyOf(en);
        }

        Stream<String> all() {
            return Stream.concat(zh.stream(), en.stream());
        }
    }

    /**
     * A kind of products.
     *
     * @param isA the kind above; null at the top
     * @param facts by feature, for everything below
     */
    public record Kind(String id, LocalizedText name, Wordings words, @Nullable String isA, Map<String, Fact> facts) {}

    /** @param unit the unit of its amounts; null for none */
    public record Feature(String id, LocalizedText name, Wordings words, @Nullable LocalizedText unit) {

        /** Returns a value by itself; empty for yes and no, which need a sentence. */
        public Optional<String> told(Fact fact, String languageTag) {
            if (fact.value() instanceof Fact.Text text) {
                return Optional.of(text.text().in(languageTag));
            } else if (fact.value() instanceof Fact.Amount amount) {
                String number = amount.number().toPlainString();
                return Optional.of(unit == null ? number : number + " " + unit.in(languageTag));
            }
            return Optional.empty();
        }
    }

    /** @param words further names, e.g. the one in common use */
    public record Product(String id, LocalizedText name, Wordings words, String kind, Map<String, Fact> facts) {}

    /** How products are related. The kebab-case codes are stored. */
    public enum RelationKind {
        /** Made for it. */
        ACCESSORY_OF,
        /** Can be used with it. */
        WORKS_WITH,
        DOES_NOT_WORK_WITH,
        PART_OF,
        SUCCESSOR_OF;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean fits() {
            return this == ACCESSORY_OF || this == WORKS_WITH || this == PART_OF;
        }
    }

    /**
     * @param product the product whose relation it is
     * @param with the other products, or kinds that stand for all their products
     */
    public record Relation(String product, RelationKind tie, List<String> with, @Nullable LocalizedText note) {
        public Relation {
            with = List.copyOf(with);
        }
    }

    /**
     * Something that goes wrong and what to do about it.
     *
     * @param words symptoms, as customers put them
     * @param concerns products and kinds
     * @param steps what to try; null when an article describes it
     * @param article the article that describes what to try; null when the steps are given here
     * @param form the form to begin when trying does not help; null for none
     */
    public record Problem(
            String id,
            LocalizedText name,
            Wordings words,
            List<String> concerns,
            @Nullable LocalizedText steps,
            @Nullable String article,
            @Nullable String form) {
        public Problem {
            concerns = List.copyOf(concerns);
        }
    }

    /** Everything there is, in the order it was written. */
    public record Content(
            List<Kind> kinds,
            List<Feature> features,
            List<Product> products,
            List<Relation> relations,
            List<Problem> problems) {
        static final Content NONE = new Content(List.of(), List.of(), List.of(), List.of(), List.of());

        public Content {
            kinds = List.copyOf(kinds);
            features = List.copyOf(features);
            products = List.copyOf(products);
            relations = List.copyOf(relations);
            problems = List.copyOf(problems);
        }

        /** Returns the products' main names in both languages, in their order: what a text may call them. */
        public List<String> names() {
            return products.stream()
                    .flatMap(product ->
                            Stream.of(product.name().in("zh"), product.name().in("en")))
                    .toList();
        }
    }

    /** Whether two products can be used together, and by which relation that is known; null when it is not known. */
    public record Compatibility(boolean works, Relation by) {}

    /** A problem that a text describes, and how certain that is, 0 to 1. */
    public record DetectedProblem(Problem problem, double confidence) {}

    /** The graph of a tenant that has none. */
    public static final ProductGraph EMPTY = of(Content.NONE);

    /** Number of candidates considered; further ones are no longer distinguished. */
    private static final int CANDIDATES = 10;

    private static final double OWN_WORDS = 0.95;

    private final Content content;
    private final Map<String, Kind> kinds;
    private final Map<String, Product> products;
    private final Map<String, Product> byName = new HashMap<>();
    private final Map<String, List<String>> above = new HashMap<>();
    private final Terms<Object> terms = new Terms<>();
    private final KnowledgeIndex symptoms;
    private final String version;

    private ProductGraph(Content content, KnowledgeIndex symptoms) {
        this.content = content;
        this.symptoms = symptoms;
        kinds = content.kinds().stream().collect(Collectors.toUnmodifiableMap(Kind::id, Function.identity()));
        products = content.products().stream().collect(Collectors.toUnmodifiableMap(Product::id, Function.identity()));
        content.kinds().forEach(kind -> above.put(kind.id(), lineage(kind.id())));
        for (Product product : content.products()) {
            List<String> line = new ArrayList<>();
            line.add(product.id());
            line.addAll(above.getOrDefault(product.kind(), List.of()));
            above.put(product.id(), List.copyOf(line));
            names(product.name(), product.words()).forEach(name -> {
                byName.putIfAbsent(Terms.compact(Spelling.folded(name)), product);
                terms.add(Spelling.folded(name), product);
            });
        }
        content.kinds().forEach(kind -> addTerms(kind, kind.name(), kind.words()));
        content.features().forEach(feature -> addTerms(feature, feature.name(), feature.words()));
        content.problems().forEach(problem -> addTerms(problem, problem.name(), problem.words()));
        CRC32 checksum = new CRC32();
        checksum.update(content.toString().getBytes(StandardCharsets.UTF_8));
        checksum.update(symptoms.version().getBytes(StandardCharsets.UTF_8));
        version = content.equals(Content.NONE) ? "" : String.format("%08x", checksum.getValue());
    }

    private List<String> lineage(String kind) {
        Set<String> line = new LinkedHashSet<>();
        for (String at = kind; at != null && line.add(at); ) {
            Kind found = kinds.get(at);
            at = found == null ? null : found.isA();
        }
        return List.copyOf(line);
    }

    private void addTerms(Object meaning, LocalizedText name, Wordings words) {
        names(name, words).forEach(word -> terms.add(Spelling.folded(word), meaning));
    }

    static Stream<String> names(LocalizedText name, Wordings words) {
        return Stream.concat(Stream.of(name.in("zh"), name.in("en")), words.all());
    }

    /** Creates a graph whose problems are recognised by their words alone. Quick. */
    public static ProductGraph of(Content content) {
        return new ProductGraph(content, KnowledgeIndex.of(passages(content)));
    }

    /**
     * Creates a graph whose problems are recognised by words and meaning. Only wordings whose vectors are not known yet take time, a few
     * milliseconds each.
     */
    public static ProductGraph of(Content content, Embedder embedder, Vectors known) {
        return new ProductGraph(content, KnowledgeIndex.of(passages(content), embedder, known));
    }

    /** Returns the vectors of the wordings of all problems; none when they are recognised by words alone. */
    public Vectors vectors() {
        return symptoms.vectors();
    }

    /** Turns problems into articles: symptoms are found in the same way as the questions of articles. */
    private static List<Article> passages(Content content) {
        return content.problems().stream()
                .map(problem -> new Article(
                        problem.id(),
                        problem.name(),
                        new Article.Questions(
                                problem.words().zh(), problem.words().en()),
                        problem.steps() == null ? problem.name() : problem.steps(),
                        List.of()))
                .toList();
    }

    /** Returns a version that changes with the content and with how problems are recognised; empty when there is no content. */
    public String version() {
        return version;
    }

    public Content content() {
        return content;
    }

    public boolean isEmpty() {
        return content.products().isEmpty();
    }

    /** Returns the products' names in both languages, main names only, in their order: what the tenant's product dictionary holds. */
    public List<String> names() {
        return content.products().stream()
                .flatMap(product ->
                        Stream.of(product.name().in("zh"), product.name().in("en")))
                .toList();
    }

    public Optional<Product> product(String id) {
        return Optional.ofNullable(products.get(id));
    }

    public Optional<Kind> kind(String id) {
        return Optional.ofNullable(kinds.get(id));
    }

    /** Finds a product by its name in either language or one of its further names, however it is spelled. */
    public Optional<Product> named(String name) {
        return Optional.ofNullable(byName.get(Terms.compact(Spelling.folded(name))));
    }

    /** Whether a product or kind is this one or below it. */
    public boolean isA(String id, String productOrKind) {
        return above.getOrDefault(id, List.of()).contains(productOrKind);
    }

    /** The product or kind itself, and what is above it, nearest first. */
    public List<String> lineOf(String id) {
        return above.getOrDefault(id, List.of());
    }

    public List<Product> ofKind(String kind) {
        return content.products().stream()
                .filter(product -> isA(product.id(), kind))
                .toList();
    }

    public Optional<Fact> fact(Product product, Feature feature) {
        Fact own = product.facts().get(feature.id());
        return own != null
                ? Optional.of(own)
                : lineOf(product.id()).stream()
                        .flatMap(id -> Optional.ofNullable(kinds.get(id)).stream())
                        .flatMap(kind -> Optional.ofNullable(kind.facts().get(feature.id())).stream())
                        .findFirst();
    }

    /** Everything known of a product, in the order of the features. */
    public Map<Feature, Fact> facts(Product product) {
        Map<Feature, Fact> facts = new LinkedHashMap<>();
        content.features().forEach(feature -> fact(product, feature).ifPresent(fact -> facts.put(feature, fact)));
        return Collections.unmodifiableMap(facts);
    }

    /** Returns whether two products can be used together. What is said of the two takes precedence over what is said of a kind. */
    public Optional<Compatibility> together(Product one, Product other) {
        return Stream.<Relation>concat(
                        content.relations().stream()
                                .filter(relation -> ties(relation, one, other.id()) || ties(relation, other, one.id())),
                        content.relations().stream()
                                .filter(relation -> tiesKind(relation, one, other) || tiesKind(relation, other, one)))
                .filter(relation -> relation.tie().fits() || relation.tie() == RelationKind.DOES_NOT_WORK_WITH)
                .findFirst()
                .map(relation -> new Compatibility(relation.tie().fits(), relation));
    }

    private static boolean ties(Relation relation, Product product, String with) {
        return relation.product().equals(product.id()) && relation.with().contains(with);
    }

    private boolean tiesKind(Relation relation, Product product, Product other) {
        return relation.product().equals(product.id())
                && relation.with().stream().anyMatch(id -> isA(other.id(), id));
    }

    /** Returns what goes with a product: what is made for it first, then what is said to go with it, then what it is said to go with. */
    public List<Product> fitting(Product product) {
        List<Product> fitting = new ArrayList<>();
        Map<Product, Integer> ranks = new HashMap<>();
        for (Product candidate : content.products()) {
            together(product, candidate)
                    .filter(together -> !candidate.equals(product) && together.works())
                    .ifPresent(together -> {
                        fitting.add(candidate);
                        ranks.put(candidate, rank(together.by(), candidate));
                    });
        }
        fitting.sort(Comparator.comparing(candidate -> ranks.getOrDefault(candidate, 0)));
        return List.copyOf(fitting);
    }

    private static int rank(Relation relation, Product candidate) {
        boolean its = relation.product().equals(candidate.id());
        return !its ? 2 : relation.tie() == RelationKind.WORKS_WITH ? 1 : 0;
    }

    /** Returns the relations a product has with others, its own and theirs, including those with its kinds. */
    public List<Relation> relations(Product product) {
        return content.relations().stream()
                .filter(relation -> relation.product().equals(product.id())
                        || relation.with().stream().anyMatch(id -> isA(product.id(), id)))
                .toList();
    }

    /** Returns the known problems of a product or kind, including those of its kinds. */
    public List<Problem> problems(String productOrKind) {
        return content.problems().stream()
                .filter(problem -> concerns(problem, productOrKind))
                .toList();
    }

    public Optional<Problem> problem(String id) {
        return content.problems().stream()
                .filter(problem -> problem.id().equals(id))
                .findFirst();
    }

    public boolean concerns(Problem problem, String productOrKind) {
        return problem.concerns().stream().anyMatch(id -> isA(productOrKind, id));
    }

    /** Whether one of its problems leads to this form. */
    public boolean leadsTo(String form) {
        return content.problems().stream().anyMatch(problem -> form.equals(problem.form()));
    }

    /** Finds what a folded text names. */
    Terms.TermMatches<Object> find(String folded) {
        return terms.in(folded);
    }

    /**
     * Returns the problem a text describes; empty when nothing is likely at all.
     *
     * @param named problems whose very words the text contains
     * @param about the product or kind it is about; null when that is not known
     */
    public Optional<DetectedProblem> trouble(String folded, List<Problem> named, @Nullable String about) {
        Optional<Problem> own = named.stream()
                .filter(problem -> about == null || concerns(problem, about))
                .findFirst();
        if (own.isPresent()) {
            return own.map(problem -> new DetectedProblem(problem, OWN_WORDS));
        }
        // Problems of other products do not compete: the likelihoods of the rest and of "none of them" are
        // renormalised.
        List<Match> matches = symptoms.matches(folded, CANDIDATES);
        double elsewhere = matches.stream()
                .filter(match -> !applies(match, about))
                .mapToDouble(Match::confidence)
                .sum();
        return matches.stream()
                .filter(match -> applies(match, about))
                .findFirst()
                .flatMap(match -> problem(match.article().id())
                        .map(problem ->
                                new DetectedProblem(problem, match.confidence() / Math.max(0.01, 1 - elsewhere))));
    }

    private boolean applies(Match match, @Nullable String about) {
        return about == null
                || problem(match.article().id())
                        .filter(problem -> concerns(problem, about))
                        .isPresent();
    }
}
