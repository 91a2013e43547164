package io.parley.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {

    @ParameterizedTest
    @CsvSource({
        "我的订单到哪了, ZH",
        "我的order到哪了, ZH",
        "iPhone 15 Pro 有货吗？请问一下, ZH",
        "好的 ok, ZH",
        "Where is my order?, EN",
        "ｗｈｅｒｅ ｉｓ ｍｙ ｏｒｄｅｒ, EN",
        "I don't know, EN",
        "café, EN",
        "please help me 查一下订单, MIXED",
        "my 订单 has not arrived yet why, MIXED",
        "我的訂單到哪裡了, ZH",
        "where is order DD20261120-8842, EN",
        "订单 DD20261120-8842, ZH",
    })
    void tellsLanguagesByTheirWords(String text, Language language) {
        assertThat(Languages.guess(text, null)).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10001",
                "DD20261120-8842",
                "#A-77",
                "😀👍🏽",
                "?!…",
                "ok",
                "\ud83d",
                "\udc00",
                "\u200f\u202e",
                "Ⅷ",
                "مرحبا"
            })
    void asksTheChannelWhenTheTextHasNoLanguage(String text) {
        assertThat(Languages.recognised(text)).isEmpty();
        assertThat(Languages.guess(text, "zh-CN")).isEqualTo(Language.ZH);
        assertThat(Languages.guess(text, "ZH-Hant")).isEqualTo(Language.ZH);
        assertThat(Languages.guess(text, "fr")).isEqualTo(Language.EN);
        assertThat(Languages.guess(text, null)).isEqualTo(Language.EN);
    }

    @Test
    void looksThroughMarksOfDirectionWithinWords() {
        assertThat(Languages.guess("wh\u200fere i\u202es 我的", null)).isEqualTo(Languages.guess("where is 我的", null));
    }

    @Test
    void isQuickWithLongTexts() {
        String text = "我的order在哪里? where is it😀".repeat(400);
        Instant begin = Instant.now();
        Languages.guess(text, null);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMillis(200));
    }

    @Property
    void hasAnAnswerForEveryText(@ForAll String text) {
        assertThat(Languages.guess(text, "zh")).isNotNull();
    }
}
