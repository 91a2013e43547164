package io.parley.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {

    private static final String TEXT =
            """
            # 第一行是注释
            form: return
            slots:
              - name: {zh: 订单号, en: order number}
                ask: "订单号是多少？"
              - {name: {zh: 原因}, most: 3, known: true}
            "a/b": ~
            """;

    private static Yaml.Invalid refused(String text) {
        return catchThrowableOfType(Yaml.Invalid.class, () -> Yaml.read("a.yaml", text));
    }

    @Test
    void everyValueKnowsItsPlace() {
        YamlNode root = Yaml.read("a.yaml", TEXT);

        assertThat(root.at("slots")
                        .list()
                        .get(0)
                        .at("name")
                        .at("en")
                        .wrong("no")
                        .problems())
                .containsExactly(new Yaml.Problem("a.yaml", 4, 25, "/slots/0/name/en", "no"));
        assertThat(root.at("slots").list().get(1).at("most").wrong("no"))
                .hasMessage("a.yaml:6:28: at /slots/1/most: no");
        assertThat(root.at("a/b").wrong("no")).hasMessageStartingWith("a.yaml:7:8: at /a~1b: ");
        assertThat(root.wrong("no")).hasMessage("a.yaml:2:1: no");
    }

    @Test
    void whatIsMissingIsReportedWhereItWouldBe() {
        YamlNode slot = Yaml.read("a.yaml", TEXT).at("slots").list().get(1);

        assertThatThrownBy(() -> slot.required("ask")).hasMessage("a.yaml:6:5: at /slots/1: ask is missing");
        assertThat(slot.at("name").at("en").wrong("no")).hasMessageStartingWith("a.yaml:6:12: at /slots/1/name/en:");
    }

    @Test
    void valuesAreReadAsTheirTypesAndRefusedAsOthers() {
        YamlNode root = Yaml.read("a.yaml", TEXT);
        YamlNode slot = root.at("slots").list().get(1);

        assertThat(root.at("form").text()).isEqualTo("return");
        assertThat(slot.number("most", 7)).isEqualTo(3);
        assertThat(slot.number("least", 7)).isEqualTo(7);
        assertThat(slot.isTrue("known")).isTrue();
        assertThat(slot.at("most").scalar()).isEqualTo("3");
        assertThat(slot.at("name").entries()).extracting(Map.Entry::getKey).containsExactly("zh");
        assertThatThrownBy(() -> slot.at("most").text()).hasMessageStartingWith("a.yaml:6:28: at /slots/1/most: ");
        assertThatThrownBy(() -> slot.list()).hasMessageStartingWith("a.yaml:6:5: at /slots/1: ");
        assertThatThrownBy(() -> root.at("slots").entries()).hasMessageStartingWith("a.yaml:4:3: at /slots: ");
    }

    @Test
    void numbersKeepTheirSize() {
        YamlNode root = Yaml.read("a.yaml", "[1, 30000000000, 123456789012345678901234567890, 1.5, -0.1, 010]");

        assertThat(root.list())
                .extracting(node -> node.json().decimalValue().toPlainString())
                .startsWith("1", "30000000000", "123456789012345678901234567890", "1.5", "-0.1");
    }

    @Test
    void jsonIsYaml() {
        assertThat(Yaml.read("a", "{\"a\":[1,{\"b\":null}],\"😀\":\"\\u4e2d\"}")
                        .json()
                        .toString())
                .isEqualTo("{\"a\":[1,{\"b\":null}],\"😀\":\"中\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a: 1\\nb: 2\\na: 3           | 3:1  | at /a: this key is there already
            a: {b: 1, b: 2}             | 1:11 | at /a/b: this key is there already
            a: 1\\nb: *x                 | 2:4  | at /b: aliases are not
            a: b: c                     | 1:5  | not YAML: mapping values are not allowed
            a: [1                       | 2:1  | not YAML
            '{"a": "中文", b: ]'          | 1:16 | not YAML
            a: 1\\n---\\nb: 2             | 3:1  | another document begins here
            a: !!binary aGk=            | 1:4  | at /a: a text, number
            ? [a]\\n: 1                  | 1:    | not YAML
            """)
    void refusesWhatIsNotOnePlainDocument(String text, String place, String what) {
        Yaml.Invalid invalid = refused(text.replace("\\n", "\n") + "\n");

        assertThat(invalid).as(text).hasMessageStartingWith("a.yaml:" + place).hasMessageContaining(what);
    }

    @Test
    void refusesNothing() {
        for (String text : List.of("", "# only a comment\n", "---\n---\n")) {
            assertThat(refused(text)).as(text).hasMessageStartingWith("a.yaml:");
        }
    }

    @Test
    void refusesControlCharacters() {
        assertThat(refused("a: \u0000")).hasMessageContaining("not YAML");
    }

    @Test
    void isLimitedInLengthAndDepth() {
        String deep = "[".repeat(Yaml.MAX_DEPTH) + "]".repeat(Yaml.MAX_DEPTH);
        assertThat(Yaml.read("a.yaml", deep).json().isArray()).isTrue();
        assertThat(refused("[[" + deep + "]]")).hasMessageContaining("is deeper than");
        assertThat(refused("[".repeat(100_000))).isNotNull();
        assertThat(refused("a".repeat(Yaml.MAX_LENGTH + 1))).hasMessageContaining("is longer than");
    }

    @Test
    void reportsAllProblemsOfATextUpToABound() {
        String twice = "a: 1\n".repeat(Yaml.MAX_PROBLEMS + 6);
        Yaml.Invalid invalid = refused(twice);

        assertThat(invalid.problems()).hasSize(Yaml.MAX_PROBLEMS + 5);
        assertThat(invalid.getMessage()).hasLineCount(Yaml.MAX_PROBLEMS + 1).endsWith("and 5 more");
    }

    // ---- with a schema ----

    private static final YamlSchema SHOP = YamlSchema.beside(YamlTest.class, "shop.schema.json");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            shop: 茶\\nsise: 2                      | 2:1  | at /sise: unknown key; known keys are doors, goods, kind, open, shop, size
            size: 2                                | 1:1  | shop is missing
            shop: 茶\\nsize: two                     | 2:7  | at /size: must be a whole number
            shop: 茶\\nsize: 4                       | 2:7  | at /size: must be at most 3
            shop: 茶\\nopen: 1                       | 2:7  | at /open: must be true or false
            shop: 茶\\nkind: shoes                   | 2:7  | at /kind: must be one of books, tea
            shop: 茶叶茶叶店                          | 1:7  | at /shop: at most 4 characters
            shop: 茶\\ngoods: {A: {free: true}}      | 2:9  | at /goods/A: lower-case letters
            shop: 茶\\ngoods: {a: {}}                | 2:12 | at /goods/a: either a price, or free
            shop: 茶\\ngoods: {a: {free: false}}     | 2:19 | at /goods/a/free: must be true
            shop: 茶\\ngoods: {a: {free: true, b: 1}} | 2:25 | at /goods/a/b: unknown key; known keys are free, price
            shop: 茶\\ndoors: []                     | 2:8  | at /doors: at least one is needed
            shop: 茶\\ndoors: [1, 2, 3]              | 2:8  | at /doors: at most 2 are allowed
            shop: 茶\\ndoors: [[]]                   | 2:9  | at /doors/0: must be a text or a whole number
            []                                     | 1:1  | must be keys and values
            """)
    void namesTheLineOfWhatDoesNotFollowASchema(String text, String place, String what) {
        assertThatThrownBy(() -> Yaml.read("a.yaml", text.replace("\\n", "\n"), SHOP))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageStartingWith("a.yaml:" + place + ": " + what);
    }

    @Test
    void reportsEverythingThatDoesNotFollowInTheOrderOfTheText() {
        Yaml.Invalid invalid = catchThrowableOfType(
                Yaml.Invalid.class, () -> Yaml.read("a.yaml", "kind: x\nsize: 9\nopen: 1\n", SHOP));

        assertThat(invalid.problems()).extracting(Yaml.Problem::line).containsExactly(1, 1, 2, 3);
    }

    @Test
    void valuesWithoutATextHaveAPointerOnly() {
        YamlNode body = YamlNode.of(
                JsonNodeFactory.instance.objectNode().put("shop", "tea").put("size", 9));

        assertThatThrownBy(() -> SHOP.checked(body)).hasMessage("at /size: must be at most 3");
        assertThatThrownBy(() -> SHOP.part("Name").checked(body.at("size")))
                .hasMessageStartingWith("at /size: must be a");
    }
}
