package io.parley.dialogue.products;

import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Kind;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a text names from a graph, each in order of mention.
 *
 * @param strangers whether it names a product that the graph does not know, and none that it does
 * @param rest what is said besides all these, letters and digits only
 */
public record Mentions(
        List<Product> products,
        List<Kind> kinds,
        List<Feature> features,
        List<Problem> problems,
        boolean strangers,
        String rest) {

    /** Longer texts are judged by their end. */
    private static final int JUDGED = 1_000;

    /**
     * @param text as it was written
     * @param entities found in exactly this text
     */
    public static Mentions of(ProductGraph graph, String text, List<Entity> entities) {
        Set<Product> products = new LinkedHashSet<>();
        boolean strangers = false;
        StringBuilder others = new StringBuilder(text);
        for (Entity entity : entities) {
            if (!entity.type().equals(Entity.PRODUCT) || entity.end() > text.length()) {
                continue;
            }
            graph.named(entity.value()).ifPresent(products::add);
            if (graph.named(entity.value()).isPresent()) {
                // The words of a name say nothing else: "noise-cancelling headphones" does not ask whether they are.
                others.replace(entity.start(), entity.end(), " ".repeat(entity.end() - entity.start()));
            } else {
                strangers = true;
            }
        }
        String end = others.substring(Math.max(0, others.length() - JUDGED));
        Terms.TermMatches<Object> found = graph.find(Spelling.folded(end));
        Set<Kind> kinds = new LinkedHashSet<>();
        Set<Feature> features = new LinkedHashSet<>();
        Set<Problem> problems = new LinkedHashSet<>();
        for (Object meaning : found.meanings()) {
            if (meaning instanceof Product product) {
                products.add(product);
            } else if (meaning instanceof Kind kind) {
                kinds.add(kind);
            } else if (meaning instanceof Feature feature) {
                features.add(feature);
            } else if (meaning instanceof Problem problem) {
                problems.add(problem);
            }
        }
        return new Mentions(
                new ArrayList<>(products),
                new ArrayList<>(kinds),
                new ArrayList<>(features),
                new ArrayList<>(problems),
                strangers && products.isEmpty(),
                found.rest());
    }

    public Mentions {
        products = List.copyOf(products);
        kinds = List.copyOf(kinds);
        features = List.copyOf(features);
        problems = List.copyOf(problems);
    }
}
