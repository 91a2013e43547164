package io.parley.dialogue.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.dialogue.DemoFiles;
import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.kit.Yaml;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFileTest {

    private static final String SMALL =
            """
            kinds:
              - {id: device, name: {zh: 设备, en: devices}, facts: {warranty: 12}}
              - {id: lamp, isA: device, name: {zh: 灯, en: lamps}}
            features:
              - {id: warranty, name: {zh: 保修, en: warranty}, unit: {zh: 个月, en: months}}
              - {id: dim, name: {zh: 调光, en: dimming}}
            products:
              - {id: l1, kind: lamp, name: {zh: 小灯 L1, en: Lamp L1}, facts: {dim: true}}
              - {id: l2, kind: lamp, name: {zh: 大灯 L2, en: Lamp L2}, facts: {dim: {is: false, note: {zh: 不行, en: never}}, warranty: 24}}
              - {id: stand, kind: device, name: {zh: 支架, en: Stand}}
            relations:
              - {product: stand, is: accessory-of, with: [lamp]}
              - {product: stand, is: does-not-work-with, with: [l2]}
            problems:
              - {id: dark, name: {zh: 不亮, en: stays dark}, words: {zh: [不发光], en: [no light]}, concerns: [lamp], steps: {zh: 换插座, en: Try another socket}}
            """;

    private final ProductGraph graph = ProductGraph.of(GraphFile.parse(SMALL));

    private Product product(String id) {
        return graph.product(id).orElseThrow();
    }

    private Feature feature(String id) {
        return graph.content().features().stream()
                .filter(feature -> feature.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatHoldsForAKindHoldsForWhatIsBelowUnlessItSaysOtherwise() {
        assertThat(feature("warranty")
                        .told(graph.fact(product("l1"), feature("warranty")).orElseThrow(), "en"))
                .contains("12 months");
        assertThat(feature("warranty")
                        .told(graph.fact(product("l2"), feature("warranty")).orElseThrow(), "zh"))
                .contains("24 个月");
        assertThat(graph.fact(product("stand"), feature("dim"))).isEmpty();
        assertThat(graph.problems("l1")).extracting(Problem::id).containsExactly("dark");
        assertThat(graph.problems("stand")).isEmpty();
    }

    @Test
    void whatIsSaidOfTwoProductsCountsBeforeWhatIsSaidOfAKind() {
        assertThat(graph.together(product("l1"), product("stand")).orElseThrow().works())
                .isTrue();
        assertThat(graph.together(product("l2"), product("stand")).orElseThrow().works())
                .isFalse();
        assertThat(graph.together(product("l1"), product("l2"))).isEmpty();
        assertThat(graph.fitting(product("l1"))).containsExactly(product("stand"));
        assertThat(graph.fitting(product("l2"))).isEmpty();
    }

    @Test
    void findsProductsByNameHoweverTheyAreSpelled() {
        assertThat(graph.named("lamp l1")).contains(product("l1"));
        assertThat(graph.named("ＬＡＭＰ－Ｌ1")).contains(product("l1"));
        assertThat(graph.named("Lamp")).isEmpty();
    }

    @Test
    void hasAVersionThatChangesWithItsContent() {
        assertThat(ProductGraph.EMPTY.version()).isEmpty();
        assertThat(ProductGraph.of(GraphFile.parse(SMALL)).version()).isEqualTo(graph.version());
        assertThat(ProductGraph.of(GraphFile.parse(SMALL.replace("24", "25"))).version())
                .isNotEqualTo(graph.version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "isA: device|isA: lamp|cycle",
                "isA: device|isA: machine|3:21: at /kinds/1/isA: there is no kind machine",
                "kind: device|kind: machine|10:23: at /products/2/kind: there is no kind machine",
                "en: Lamp L1}|es: Lamp L1}|unknown key",
                "zh: 小灯 L1, en: Lamp L1|zh: 小灯 L1|8:32: at /products/0/name: en is missing",
                "id: l2|id: l1|is used twice",
                "id: stand, kind|id: lamp, kind|is used twice",
                "en: Lamp L2|en: lamp-l1|is already a name of product l1",
                "dim: true|colour: red|at /products/0/facts/colour: there is no such feature",
                "is: accessory-of|is: near|at /relations/0/is: must be one of accessory-of, works-with",
                "with: [lamp]|with: [lamps]|there is no product or kind lamps",
                "with: [lamp]|with: [stand]|relation with itself",
                "with: [l2]|with: [lamp]|both work and do not work together",
                "concerns: [lamp]|concerns: []|at least one product or kind",
                "en: [no light]|en: []|at /problems/0/words/en: at least one",
                "steps: {zh: 换插座, en: Try another socket}|form: repair|15:5: at /problems/0: either steps or the article",
                "products:|product:|7:1: at /product: unknown key",
                "warranty: 24|warranty: {zh: 两年}|at /products/1/facts/warranty: true, false, a number",
                "en: stays dark|en: ''|at /problems/0/name/en: a text of at most 120",
                "id: dark|id: Dark!|lower-case letters"
            })
    void refusesWhatCannotWork(String right, String wrong, String message) {
        assertThatThrownBy(() -> GraphFile.parse(SMALL.replace(right, wrong)))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[|not YAML", "x|keys and values", "products: 5|1:11: at /products: must be a list"})
    void refusesWhatIsNoGraph(String text, String message) {
        assertThatThrownBy(() -> GraphFile.parse(text))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining(message);
    }

    // ---- the demo shop's ----

    @Test
    void theDemoKnowsEveryProductOfTheShopAsTheShopDoes() throws IOException {
        JsonNode catalogue = new ObjectMapper()
                .readTree(DemoFiles.text(DemoFiles.path("src/main/resources/io/parley/shop/catalogue.json")));
        ProductGraph demo = DemoProducts.GRAPH;
        Feature warranty = demo.content().features().stream()
                .filter(feature -> feature.id().equals("warranty"))
                .findFirst()
                .orElseThrow();
        for (JsonNode sold : catalogue.path("products")) {
            String id = sold.path("id").asText();
            Product product = demo.product(id).orElseThrow(() -> new AssertionError(id));
            assertThat(product.name().in("zh")).isEqualTo(sold.at("/name/zh").asText());
            assertThat(product.name().in("en")).isEqualTo(sold.at("/name/en").asText());
            assertThat(demo.facts(product)).as(id).hasSizeGreaterThanOrEqualTo(5);
            assertThat(warranty.told(demo.fact(product, warranty).orElseThrow(), "en"))
                    .as(id)
                    .contains(sold.path("warrantyMonths").asInt() + " months");
            List<String> fitting =
                    demo.fitting(product).stream().map(Product::id).toList();
            sold.path("accessories")
                    .forEach(accessory -> assertThat(fitting).as(id).contains(accessory.asText()));
        }
        assertThat(demo.content().products()).hasSize(catalogue.path("products").size());
        assertThat(demo.content().problems()).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void theDemoIsWrittenInBothLanguages() {
        for (String name : DemoProducts.GRAPH.content().names()) {
            assertThat(name).isNotBlank();
        }
        DemoProducts.GRAPH.content().problems().forEach(problem -> {
            assertThat(problem.name().in("zh")).matches(".*\\p{IsHan}.*");
            assertThat(problem.name().in("en")).doesNotContainPattern("\\p{IsHan}");
            if (problem.steps() != null) {
                assertThat(problem.steps().in("zh")).matches("(?s).*\\p{IsHan}.*");
                assertThat(problem.steps().in("en")).doesNotContainPattern("\\p{IsHan}");
            }
        });
    }
}
