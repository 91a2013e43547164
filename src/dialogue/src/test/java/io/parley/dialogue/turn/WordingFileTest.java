package io.parley.dialogue.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.kit.Yaml;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingFileTest {

    private static Pattern pattern(String lists, String wordings) {
        String text = "lists: {" + lists + "}\nsays: " + wordings + "\n";
        return Pattern.compile(
                WordingFile.read("test.yaml", text, List.of("says")).expression("says"));
    }

    @ParameterizedTest
    @CsvSource({
        "get a person,true",
        "get person,true",
        "please get a person now,true",
        "get the person,false",
        "getaperson,false",
        "get a personality,false",
        "forget a person,false",
        "我get a person了,true"
    })
    void findsWholeWordsInLatinLetters(String text, boolean found) {
        assertThat(pattern("a: [a, an]", "[\"get [{a}] person\"]").matcher(text).find())
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"快找人工吧,true", "找 人工,true", "找个人工,true", "找一个人工,false", "找agent,true", "找agents,false"})
    void findsChineseWordsInsideATextWithOrWithoutASpace(String text, boolean found) {
        assertThat(pattern("person: [人工, agent]", "[\"找 [个]{person}\"]")
                        .matcher(text)
                        .find())
                .isEqualTo(found);
    }

    @Test
    void takesTheLongestOfAList() {
        var matcher = pattern("", "[人工, 人工客服]").matcher("人工客服");
        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group()).isEqualTo("人工客服");
    }

    @Test
    void repeatsAsOftenAsIsSaid() {
        Pattern pattern = pattern("polite: [please, hi]", "[\"{polite*2} agent\"]");
        assertThat(pattern.matcher("agent").matches()).isTrue();
        assertThat(pattern.matcher("hi please agent").matches()).isTrue();
        assertThat(pattern.matcher("hi hi please agent").matches()).isFalse();
    }

    @Test
    void knowsTheEndOfATextAndAnyWord() {
        assertThat(pattern("", "[\"吗{end}\"]").matcher("好吗").find()).isTrue();
        assertThat(pattern("", "[\"吗{end}\"]").matcher("好吗你").find()).isFalse();
        assertThat(pattern("", "[\"not {word} person\"]")
                        .matcher("not that person")
                        .matches())
                .isTrue();
    }

    @Test
    void matchesNothingWithAnEmptyList() {
        assertThat(pattern("", "[]").matcher("").find()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "says: [\"{nobody}\"] | 1:8: at /says/0 | nobody",
                "says: [\"a [b\"] | 1:8: at /says/0 | a [b",
                "says: [\"a] b\"] | 1:8: at /says/0 | a] b",
                "says: [\"what?\"] | 1:8: at /says/0 | what?",
                "says: [[a]] | 1:8: at /says/0 | a text is needed",
                "says: a | 1:7: at /says | a list is needed",
                "other: [] | 1:8: at /other | unknown key",
                "lists: {a: [\"{b}\"], b: [\"{a}\"]} | 1:12: at /lists/a | refers to itself",
                "lists: {a: b} | 1:12: at /lists/a | a list is needed"
            })
    void saysWhereAFileIsWrong(String text, String place, String what) {
        assertThatThrownBy(() -> WordingFile.read("test.yaml", text, List.of("says")))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageStartingWith("test.yaml:" + place)
                .hasMessageContaining(what);
    }

    @Test
    void namesTheLineOfWhatIsNotYaml() {
        assertThatThrownBy(() -> WordingFile.read("test.yaml", "says: []\n  - [", List.of("says")))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageStartingWith("test.yaml:2:");
    }
}
