package io.parley.dialogue.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.LocalizedText;
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
                "id: fee, | '' | article number 1: id",
                "zh: 运费, | '' | article \"fee\": title.zh",
                "zh: 十二元, | '' | article \"fee\": answer.zh",
                "en: Twelve | 'en: \"\"' | article \"fee\": answer.en",
                "zh: [运费多少] | 'zh: []' | article \"fee\": questions",
                "zh: [运费多少] | 'zh: 运费多少' | article \"fee\": questions.zh",
                "tags: [shipping] | 'tags: [[]]' | article \"fee\": tags",
                "tags: | 'tag:' | article \"fee\": tag: no such field",
                "en: [] | 'fr: []' | article \"fee\": questions.fr: no such field",
            })
    void namesTheArticleAndTheFieldThatIsWrong(String what, String by, String message) {
        assertThatThrownBy(() -> ArticleFile.parse(ONE.replace(what, by)))
                .isInstanceOf(ArticleFile.Invalid.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAnIdUsedTwice() {
        assertThatThrownBy(() -> ArticleFile.parse(ONE + "\n" + ONE))
                .hasMessageContaining("article \"fee\": id: used by another");
    }

    @Test
    void refusesWhatIsNoListOfArticles() {
        for (String text : List.of("", "a: b: c", "{}", "42", "articles: {}", "- 42")) {
            assertThatThrownBy(() -> ArticleFile.parse(text)).as(text).isInstanceOf(ArticleFile.Invalid.class);
        }
    }
}
