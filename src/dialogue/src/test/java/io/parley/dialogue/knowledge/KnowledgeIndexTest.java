package io.parley.dialogue.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.embedding.Embedder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    // ---- by meaning ----

    /** Knows two meanings: sending back, and anything else. */
    private static class TwoMeanings implements Embedder {
        @Override
        public String id() {
            return "two-meanings";
        }

        @Override
        public int dimensions() {
            return 4;
        }

        @Override
        public float[] embed(String text) {
            boolean back = Stream.of("退", "不想要", "return", "give back").anyMatch(text::contains);
            boolean chinese = Languages.recognised(text).orElse(Language.EN) == Language.ZH;
            float[] vector = new float[4];
            vector[(chinese ? 0 : 2) + (back ? 0 : 1)] = 1;
            return vector;
        }

        @Override
        public void close() {}
    }

    private static final KnowledgeIndex BY_MEANING = KnowledgeIndex.of(articles(), new TwoMeanings());

    @ParameterizedTest
    @ValueSource(strings = {"我不想要它", "i'd rather give back mine"})
    void findsByMeaningWhatSharesNoWord(String question) {
        assertThat(INDEX.matches(question, 1)).isEmpty();
        assertThat(BY_MEANING.matches(question, 1))
                .extracting(match -> match.article().id())
                .containsExactly("return-policy");
    }

    @Test
    void saysWhichWordingsAreTheArticlesOwn() {
        assertThat(BY_MEANING.matches("怎么申请退货？", 1)).allMatch(Match::verbatim);
        assertThat(BY_MEANING.matches("我不想要它", 1)).noneMatch(Match::verbatim);
    }

    @Test
    void hasAnotherVersionWithAnotherEmbedderAndIsTheSameWhenBuiltFromAnother() {
        assertThat(BY_MEANING.version()).isNotEqualTo(INDEX.version());
        KnowledgeIndex fewer = KnowledgeIndex.of(articles().subList(1, 4), new TwoMeanings(), BY_MEANING.vectors());
        KnowledgeIndex again = KnowledgeIndex.of(articles(), new TwoMeanings(), fewer.vectors());
        assertThat(again.version()).isEqualTo(BY_MEANING.version());
        assertThat(again.matches("怎么退货", 3)).isEqualTo(BY_MEANING.matches("怎么退货", 3));
    }

    @Test
    void findsTheSameWithVectorsThatWereStored() {
        Vectors made = BY_MEANING.vectors();
        Map<String, byte[]> stored = made.texts().stream().collect(Collectors.toMap(text -> text, made::bytes));
        KnowledgeIndex again = KnowledgeIndex.of(
                articles(),
                new TwoMeanings() {
                    @Override
                    public float[] embed(String text) {
                        // Only of the question.
                        return text.equals("怎么退货") ? super.embed(text) : fail("read again: " + text);
                    }
                },
                Vectors.of(made.embedder(), stored));
        assertThat(again.version()).isEqualTo(BY_MEANING.version());
        assertThat(again.matches("怎么退货", 3)).isEqualTo(BY_MEANING.matches("怎么退货", 3));
    }

    @Test
    void makesVectorsAgainThatAreOfAnotherEmbedder() {
        Vectors made = BY_MEANING.vectors();
        Map<String, byte[]> zeros =
                made.texts().stream().collect(Collectors.toMap(text -> text, text -> new byte[Integer.BYTES]));
        KnowledgeIndex again = KnowledgeIndex.of(articles(), new TwoMeanings(), Vectors.of("another", zeros));
        assertThat(again.matches("我不想要它", 3)).isEqualTo(BY_MEANING.matches("我不想要它", 3));
    }

    @Test
    void refusesVectorsThatAreNotWhole() {
        assertThatThrownBy(() -> Vectors.of("any", Map.of("a", new byte[7])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 bytes");
    }

    @Property
    void isNeverSurerThanFullyOfAnyText(@ForAll String question) {
        List<Match> matches = BY_MEANING.matches(question, 3);
        assertThat(matches.stream().mapToDouble(Match::confidence).sum()).isBetween(0.0, 1.000001);
    }
}
