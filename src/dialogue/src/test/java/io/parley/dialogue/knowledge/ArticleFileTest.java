package io.parley.dialogue.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.LocalizedText;
import io.parley.kit.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArticleFileTest {

    private static final String ONE = "- {id: fee, title: {zh: 运费, en: Delivery}, questions: {zh: [运费多少], en: []}, "
            + "answer: {zh: 十二元, en: Twelve}, tags: [shipping]}";

    @Test
    void readsArticlesWithOrWithoutAHeading() {
        Article article = new Article(
                "fee",
                LocalizedText.of("运费", "Delivery"),
                new Article.Questions(List.of("运费多少"), List.of()),
                LocalizedText.of("十二元", "Twelve"),
                List.of("shipping"));
        assertThat(ArticleFile.parse(ONE)).containsExactly(article);
        assertThat(ArticleFile.parse("articles:\n" + ONE)).containsExactly(article);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: fee, | '' | 1:3: at /0: id is missing",
                "id: fee, | 'id: No Such,' | 1:8: at /0/id: 1 to 64 lower-case letters",
                "zh: 运费, | '' | 1:20: at /0/title: zh is missing",
                "zh: 十二元, | '' | at /0/answer: zh is missing",
                "en: Twelve | 'en: \"\"' | at /0/answer/en: a text is needed",
                "zh: [运费多少] | 'zh: []' | at /0/questions: at least one question",
                "zh: [运费多少] | 'zh: 运费多少' | at /0/questions/zh: must be a list",
                "tags: [shipping] | 'tags: [[]]' | at /0/tags/0: a tag has",
                "tags: | 'tag:' | at /0/tag: unknown key",
                "en: [] | 'fr: []' | at /0/questions/fr: unknown key",
                "tags: [shipping] | 'channels: {sms: {zh: 十二}}' | at /0/channels/sms: en is missing",
            })
    void namesTheArticleAndTheFieldThatIsWrong(String what, String by, String message) {
        assertThatThrownBy(() -> ArticleFile.parse(ONE.replace(what, by)))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAnIdUsedTwice() {
        assertThatThrownBy(() -> ArticleFile.parse(ONE + "\n" + ONE))
                .hasMessageContaining("2:8: at /1/id: another article has the id fee");
    }

    @Test
    void refusesWhatIsNoListOfArticles() {
        for (String text : List.of("", "a: b: c", "{}", "42", "articles: {}", "- 42")) {
            assertThatThrownBy(() -> ArticleFile.parse(text)).as(text).isInstanceOf(Yaml.Invalid.class);
        }
    }
}
