package io.parley.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the shop sells: read-only, loaded once from the resource {@code catalogue.json}. The stock is kept in {@link Ledger}. */
final class Catalogue {
    private static final int MAX_FOUND = 50;
    private static final String ACCESSORIES = "accessories";

    /**
     * A product as written in the resource.
     *
     * @param priceMinor fen
     * @param features keys of {@link Content#features}
     * @param accessories ids of products that fit this one
     * @param stock the number in stock when the shop first opens
     * @param restockInDays counted from today, for products that are sold out; null when not known
     * @param warrantyMonths counted from delivery
     */
    record Product(
            String id,
            String category,
            Names name,
            Names description,
            List<String> features,
            long priceMinor,
            int stock,
            @Nullable Integer restockInDays,
            int warrantyMonths,
            List<String> accessories) {}

    /** The resource. */
    record Content(Map<String, Names> categories, Map<String, Names> features, List<Product> products) {}

    /** A feature with its stable id. */
    record Feature(String id, Names name) {}

    /** A product as other systems see it. */
    record ProductView(
            String id,
            Names category,
            Names name,
            Names description,
            List<Feature> features,
            long priceMinor,
            String priceFormatted,
            String currency,
            int warrantyMonths,
            List<Reference> accessories) {}

    /** A related product, with the data needed to offer it. */
    record Reference(String id, Names name, long priceMinor, String priceFormatted) {}

    private final Content content;
    private final Map<String, Product> byId = new LinkedHashMap<>();

    private Catalogue(Content content) {
        this.content = content;
        content.products().forEach(product -> byId.put(product.id(), product));
    }

    static Catalogue load(ObjectMapper json) {
        try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
            return new Catalogue(json.readValue(in, Content.class));
        } catch (IOException e) {
            throw new UncheckedIOException("catalogue.json in the jar cannot be read", e);
        }
    }

    List<Product> products() {
        return List.copyOf(byId.values());
    }

    /**
     * One product.
     *
     * @param idOrName its id, its name in either language, or enough words of the name to rule out every other product; an accessory named
     *     after a product is only meant when nothing else is
     */
    Product product(String idOrName) {
        String asked = idOrName.strip().toLowerCase(Locale.ROOT);
        Product product = byId.get(asked);
        if (product != null) {
            return product;
        }
        List<Product> named = matching(products(), asked, Catalogue::names);
        return onlyOne(named, candidate -> names(candidate).lines().anyMatch(asked::equals))
                .or(() -> onlyOne(named, candidate -> true))
                .or(() -> onlyOne(named, candidate -> !candidate.category().equals(ACCESSORIES)))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.PRODUCT_NOT_FOUND, "The shop does not sell a product with this id or name."));
    }

    private static Optional<Product> onlyOne(List<Product> products, Predicate<Product> wanted) {
        List<Product> found = products.stream().filter(wanted).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /**
     * Products in whose name, category or features every word of the query occurs, or else those where the words also occur in the
     * description; those with the whole query in their name first, then the cheaper ones.
     *
     * @param maxPriceMinor fen, inclusive
     * @param feature a feature's id or its name in either language, or several separated by commas, all of which are required
     */
    List<Product> find(@Nullable String query, @Nullable Long maxPriceMinor, @Nullable String feature) {
        String asked = query == null ? "" : query.strip().toLowerCase(Locale.ROOT);
        List<String> features = feature == null
                ? List.of()
                : Stream.of(feature.toLowerCase(Locale.ROOT).split("[,，、]"))
                        .map(String::strip)
                        .filter(wanted -> !wanted.isEmpty())
                        .toList();
        List<Product> candidates = byId.values().stream()
                .filter(product -> maxPriceMinor == null || product.priceMinor() <= maxPriceMinor)
                .filter(product -> features.stream().allMatch(wanted -> has(product, wanted)))
                .sorted(Comparator.comparing(
                                (Product product) -> !names(product).contains(asked))
                        .thenComparing(Product::priceMinor))
                .toList();
        // A charger is said to suit headphones, but a customer who asks for headphones does not want to see it.
        List<Product> found = matching(candidates, asked, this::keywords);
        return found.isEmpty()
                ? matching(candidates, asked, product -> keywords(product) + '\n' + lower(product.description()))
                : found;
    }

    private static List<Product> matching(List<Product> candidates, String asked, Function<Product, String> text) {
        List<String> words = Stream.of(asked.split("[\\s,，、]+"))
                .filter(word -> !word.isEmpty())
                .map(Catalogue::stem)
                .toList();
        return candidates.stream()
                .filter(product -> words.stream().allMatch(text.apply(product)::contains))
                .limit(MAX_FOUND)
                .toList();
    }

    ProductView view(Product product) {
        return new ProductView(
                product.id(),
                name(content.categories(), product.category()),
                product.name(),
                product.description(),
                product.features().stream()
                        .map(id -> new Feature(id, name(content.features(), id)))
                        .toList(),
                product.priceMinor(),
                Money.formatted(product.priceMinor()),
                Money.CURRENCY,
                product.warrantyMonths(),
                product.accessories().stream()
                        .map(this::product)
                        .map(other -> new Reference(
                                other.id(), other.name(), other.priceMinor(), Money.formatted(other.priceMinor())))
                        .toList());
    }

    private boolean has(Product product, String feature) {
        return product.features().stream().anyMatch(id -> {
            Names name = name(content.features(), id);
            return id.equals(feature)
                    || name.zh().toLowerCase(Locale.ROOT).contains(feature)
                    || name.en().toLowerCase(Locale.ROOT).contains(feature);
        });
    }

    private static String names(Product product) {
        return lower(product.name());
    }

    private String keywords(Product product) {
        return Stream.concat(
                        Stream.of(product.name(), name(content.categories(), product.category())),
                        product.features().stream().map(id -> name(content.features(), id)))
                .map(Catalogue::lower)
                .collect(Collectors.joining("\n", product.id() + "\n", ""));
    }

    private static String lower(Names name) {
        return (name.zh() + '\n' + name.en()).toLowerCase(Locale.ROOT);
    }

    /** "speakers" also finds "speaker"; Chinese needs nothing like it. */
    private static String stem(String word) {
        return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
                ? word.substring(0, word.length() - 1)
                : word;
    }

    private static Names name(Map<String, Names> names, String id) {
        Names name = names.get(id);
        if (name == null) {
            throw new IllegalStateException("catalogue.json does not name " + id);
        }
        return name;
    }
}
