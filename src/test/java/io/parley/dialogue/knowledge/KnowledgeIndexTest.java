package io.parley.dialogue.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeIndexTest {

    private static final KnowledgeIndex INDEX = KnowledgeIndex.of(articles());

    private static List<Article> articles() {
        try (var file = KnowledgeIndexTest.class.getResourceAsStream("/io/parley/dialogue/articles.yaml")) {
            return ArticleFile.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "怎么申请退货, return-policy",
        "怎麼申請退貨, return-policy",
        "请问一下怎么退货呢, return-policy",
        "how can I return an item, return-policy",
        "怎么 return, return-policy",
        "可以开 invoice 吗, invoice",
        "ＨＯＷ ＭＵＣＨ ＩＳ ＳＨＩＰＰＩＮＧ, shipping-fee",
        "邮费多少, shipping-fee",
        "headphones pairing, pair-headphones",
    })
    void findsTheArticleForAQuestion(String question, String id) {
        Match best = INDEX.matches(question, 1).get(0);
        assertThat(best.article().id()).isEqualTo(id);
        assertThat(best.confidence()).isGreaterThan(0.6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "今天天气怎么样",
                "who won the football match",
                "给我讲个笑话",
                "asdf qwer",
                "title:火锅 AND (answer:*",
                "how do I bake a cake"
            })
    void isNotConfidentAboutAnythingElse(String question) {
        assertThat(INDEX.matches(question, 1)).allMatch(match -> match.confidence() < 0.6);
    }

    @Test
    void isSureOfAnArticlesOwnWording() {
        assertThat(INDEX.matches("怎么开发票", 1).get(0).confidence()).isGreaterThan(0.98);
    }

    @Test
    void knowsNothingWithoutArticles() {
        assertThat(KnowledgeIndex.EMPTY.matches("怎么退货", 3)).isEmpty();
    }

    @Test
    void hasAnotherVersionWhenAnArticleChanges() {
        List<Article> fewer = articles().subList(1, 4);
        assertThat(INDEX.version()).isEqualTo(KnowledgeIndex.of(articles()).version());
        assertThat(INDEX.version()).isNotEqualTo(KnowledgeIndex.of(fewer).version());
    }

    @Property
    void keepsConfidenceBetweenNoneAndFullForEveryText(@ForAll String question) {
        assertThat(INDEX.matches(question, 3))
                .allMatch(match -> match.confidence() >= 0 && match.confidence() <= 1.000001);
    }
}
