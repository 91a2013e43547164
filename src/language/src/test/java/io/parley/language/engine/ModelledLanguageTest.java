package io.parley.language.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.parley.TenantId;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.LanguageEngine.Utterance;
import io.parley.language.Phrases;
import io.parley.language.engine.ModelledLanguage.Active;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelledLanguageTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId NEW = new TenantId("new");
    private static final TenantModel MODEL = Phrases.model();

    private final ModelledLanguage language = new ModelledLanguage(
            tenant -> tenant.equals(SHOP) ? Optional.of(new Active("v7", MODEL)) : Optional.empty(),
            said -> said.text().contains("10001")
                    ? List.of(new Entity(Entity.ORDER_NUMBER, "10001", 0, 5))
                    : List.of());

    private Analysis analyse(TenantId tenant, String text) {
        return analyse(tenant, text, null, null);
    }

    private Analysis analyse(TenantId tenant, String text, @Nullable String locale, @Nullable Language before) {
        return language.analyse(new Utterance(tenant, text, locale, before, null, Instant.EPOCH, ZoneOffset.UTC));
    }

    private static String intent(Analysis analysis) {
        return analysis.intent().map(Analysis.Intent::name).orElse("none");
    }

    @Test
    void tellsIntentEmotionLanguageEntitiesAndByWhichModel() {
        Analysis analysis = analyse(SHOP, "10001: where is my parcel, this is outrageous garbage");

        assertThat(intent(analysis)).isEqualTo("order_status");
        assertThat(analysis.emotion()).isEqualTo(Emotion.ANGRY);
        assertThat(analysis.language()).isEqualTo(Language.EN);
        assertThat(analysis.entities(Entity.ORDER_NUMBER)).hasSize(1);
        assertThat(analysis.model()).isEqualTo("v7");
        assertThat(intent(analyse(SHOP, "我要退货"))).isEqualTo("return_request");
        assertThat(analyse(SHOP, "请问有什么颜色的").emotion()).isEqualTo(Emotion.NEUTRAL);
    }

    @Test
    void aTenantWithoutAModelHasLanguagesAndEntitiesOnly() {
        Analysis analysis = analyse(NEW, "10001 在哪");

        assertThat(analysis.intents()).isEmpty();
        assertThat(analysis.outOfScope()).isFalse();
        assertThat(analysis.emotion()).isEqualTo(Emotion.NEUTRAL);
        assertThat(analysis.language()).isEqualTo(Language.ZH);
        assertThat(analysis.entities()).hasSize(1);
        assertThat(analysis.model()).isEmpty();
    }

    @Test
    void whatHasNoWordsIsInTheLanguageSpokenSoFarAndMeansNothing() {
        Analysis number = analyse(SHOP, "10001", "en-US", Language.ZH);

        assertThat(number.language()).isEqualTo(Language.ZH);
        assertThat(number.intents()).isEmpty();
        assertThat(analyse(SHOP, "👍", "zh-CN", null).language()).isEqualTo(Language.ZH);
    }

    @Test
    void ofALongTextTheEndCounts() {
        String story = "The box came on Tuesday and the sun was shining. ".repeat(80);

        assertThat(intent(analyse(SHOP, story + "I want to return the monitor.")))
                .isEqualTo("return_request");
        assertThat(intent(analyse(SHOP, "那天下着雨。".repeat(200) + "我要退货"))).isEqualTo("return_request");
    }

    @Test
    void isDefinedForEveryText() {
        for (String hostile : List.of(
                "",
                " ",
                "😀".repeat(5_000),
                "\ud800",
                "x\udc00".repeat(2_000),
                "\u202e\u200f",
                "'; DROP TABLE conversations; --",
                "x".repeat(10_000),
                "退".repeat(10_000),
                "\n".repeat(10_000),
                "a\u0000b")) {
            assertThatCode(() -> analyse(SHOP, hostile)).doesNotThrowAnyException();
        }
    }

    @Test
    void aFailingPartLosesNothingOfTheOthers() {
        ModelledLanguage broken = new ModelledLanguage(tenant -> Optional.of(new Active("v7", MODEL)), said -> {
            throw new IllegalStateException("no entities today");
        });

        Analysis analysis =
                broken.analyse(new Utterance(SHOP, "我要退货", null, null, null, Instant.EPOCH, ZoneOffset.UTC));

        assertThat(intent(analysis)).isEqualTo("return_request");
        assertThat(analysis.entities()).isEmpty();
    }

    @Test
    void passagesAreShortEnoughAndEndWhereTheTextEnds() {
        for (String text : List.of(
                "short", "a sentence. ".repeat(400), "一句话。".repeat(900), "x".repeat(9_000), "😀".repeat(3_000))) {
            List<String> passages = Passages.of(text);
            assertThat(passages).hasSizeBetween(1, 4).allSatisfy(passage -> assertThat(passage.length())
                    .isBetween(1, 600));
            assertThat(text).endsWith(String.join("", passages));
        }
        assertThat(Passages.of("short")).containsExactly("short");
        assertThat(Passages.of(" ")).isEmpty();
    }
}
