package io.parley.corenlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Sentiment;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Aspect;
import io.parley.language.annotation.ForkedAnnotators;
import io.parley.language.annotation.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs as in a node: in separate processes, from the built jar and the downloaded models. Skipped where these are missing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoreNlpIT {

    private static final Logger LOG = LoggerFactory.getLogger(CoreNlpIT.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Installation HERE = new Installation(
            Path.of("target").toAbsolutePath(),
            Path.of(System.getProperty("parley.corenlp.models"))
                    .toAbsolutePath()
                    .normalize());

    private final ForkedAnnotators annotators = new ForkedAnnotators(new ForkedAnnotators.Settings(
            HERE,
            Set.copyOf(Installation.LANGUAGES),
            Map.of(Language.EN, 450, Language.ZH, 1_200),
            32,
            Duration.ofMinutes(2),
            LIMIT,
            Duration.ofMinutes(2)));

    @AfterAll
    void stop() {
        annotators.close();
    }

    private void isReady(Language language) throws Exception {
        assumeTrue(
                HERE.present().contains(language),
                "no models for " + language.code() + " in " + HERE.models() + ": mvn -Pcorenlp verify fetches them");
        long began = System.nanoTime();
        while (annotators.aspects(language).isEmpty()) {
            assertThat(System.nanoTime() - began)
                    .isLessThan(Duration.ofMinutes(2).toNanos());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Annotation read(Language language, String text) throws Exception {
        return annotators
                .annotate(language, text, annotators.aspects(language), LIMIT)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static Entity name(String text, String type, String value) {
        int start = text.indexOf(value);
        return new Entity(type, value, start, start + value.length());
    }

    @Test
    void readsEnglishNamesWhereTheyStand() throws Exception {
        isReady(Language.EN);
        String text = "Hi 😀, I am John Miller from Boston, and I work for Acme Trading Ltd.";

        assertThat(read(Language.EN, text).names())
                .containsExactly(
                        name(text, Entity.PERSON, "John Miller"),
                        name(text, Entity.PLACE, "Boston"),
                        name(text, Entity.ORGANISATION, "Acme Trading Ltd"));
        assertThat(read(Language.EN, "where is my order 10001?").names()).isEmpty();
    }

    @Test
    void tellsEnglishSentimentByTheStructureOfItsSentences() throws Exception {
        isReady(Language.EN);

        assertThat(read(Language.EN, "This is the worst service I have ever had.")
                        .sentiment())
                .isEqualTo(Sentiment.NEGATIVE);
        assertThat(read(Language.EN, "I am very happy with the headphones, thank you!")
                        .sentiment())
                .isEqualTo(Sentiment.POSITIVE);
        assertThat(read(Language.EN, "where is my order 10001?").sentiment()).isEqualTo(Sentiment.NEUTRAL);
        assertThat(read(Language.EN, "").sentiment()).isNull();
    }

    @Test
    void readsChineseNamesWhereTheyStand() throws Exception {
        isReady(Language.ZH);
        String text = "我叫王小明，住在北京市海淀区。发票抬头写北京智谱华章科技有限公司";

        assertThat(read(Language.ZH, text).names())
                .containsExactly(
                        name(text, Entity.PERSON, "王小明"),
                        name(text, Entity.PLACE, "北京市海淀区"),
                        name(text, Entity.ORGANISATION, "北京智谱华章科技有限公司"));
    }

    @Test
    void survivesTextsThatNobodyWouldWrite() throws Exception {
        for (Language language : List.of(Language.EN, Language.ZH)) {
            isReady(language);
            for (String text : List.of(
                    " ",
                    "\u0000\ud800\udc00\ud800",
                    "😀😀😀",
                    "a".repeat(3_000),
                    "buffalo ".repeat(400),
                    "我".repeat(1_500),
                    "((((((((((".repeat(60),
                    "\n\n\n!!!???。。。")) {
                Annotation read = read(language, text);
                assertThat(read.names()).allMatch(name -> name.end() <= text.length());
            }
        }
    }

    /** Logged, so that the figures in the decision records can be checked. */
    @Test
    void needsFewMillisecondsForASentence() throws Exception {
        measure(Language.EN, "Please send it to Maria Garcia in New York as soon as you can.", Aspect.NAMES, 100);
        measure(Language.EN, "The box was damaged and nobody answers my emails.", Aspect.SENTIMENT, 1_000);
        measure(Language.ZH, "收件人是李雷，地址是上海市浦东新区世纪大道。", Aspect.NAMES, 100);
    }

    private void measure(Language language, String text, Aspect aspect, int most) throws Exception {
        isReady(language);
        int runs = 60;
        long began = 0;
        for (int i = -runs / 2; i < runs; i++) {
            if (i == 0) {
                began = System.nanoTime();
            }
            annotators
                    .annotate(language, text, Set.of(aspect), LIMIT)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
        double ms = (System.nanoTime() - began) / 1e6 / runs;
        LOG.info("{} {}: {} ms a sentence, there and back", language.code(), aspect.code(), Math.round(ms * 10) / 10.0);
        assertThat(ms).isLessThan(most);
    }

    @Test
    void hasNothingForALanguageWithoutModels() {
        Installation elsewhere = new Installation(HERE.program(), Path.of("target", "no-models"));

        assertThat(Files.exists(elsewhere.models())).isFalse();
        assertThat(elsewhere.present()).isEmpty();
        assertThat(new CoreNlp().load(Language.EN)).isEmpty();
    }
}
