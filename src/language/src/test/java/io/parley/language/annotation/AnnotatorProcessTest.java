package io.parley.language.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Sentiment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real processes: whatever happens to one, the caller gets an answer in time, and the next text is read again. */
class AnnotatorProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Set<Aspect> NAMES = Set.of(Aspect.NAMES);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private AnnotatorProcess process;

    @AfterEach
    void stop() {
        process.close();
        timer.shutdownNow();
    }

    private void start(Language language, int queue, Duration hangLimit) {
        process = new AnnotatorProcess(
                "test",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnnotatorMain.class.getName(),
                        language.code()),
                new AnnotatorProcess.Settings(queue, Duration.ofSeconds(30), hangLimit, Duration.ofMillis(50)),
                timer);
    }

    private static void eventually(BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
            Thread.onSpinWait();
        }
    }

    private void isReady() {
        eventually(() -> !process.aspects().isEmpty());
    }

    private Annotation read(String text) throws Exception {
        return process.annotate(text, NAMES, LIMIT).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void isUnavailable(String text, Duration limit) {
        assertThatThrownBy(() -> process.annotate(text, NAMES, limit)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Annotators.Unavailable.class);
    }

    @Test
    void readsTextsOfAnyLanguageAndTellsOnlyWhatIsWanted() throws Exception {
        start(Language.EN, 8, LIMIT);
        isReady();

        assertThat(process.aspects()).containsExactlyInAnyOrder(Aspect.NAMES, Aspect.SENTIMENT);
        assertThat(read("李雷 😀 \ud800 O'Neil").names())
                .containsExactly(new Entity(Entity.PERSON, "李雷 😀 ? O'Neil", 0, 14));
        assertThat(read("x").sentiment()).isNull();
        assertThat(process.annotate("x", Set.of(Aspect.SENTIMENT), LIMIT)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .sentiment())
                .isEqualTo(Sentiment.POSITIVE);
        assertThat(read("x".repeat(5_000)).names().get(0).end()).isEqualTo(1_000);
        assertThat(read(TroubledAnnotator.PRINT).names()).hasSize(1);
    }

    @Test
    void isAsGoodAsMissingUntilItIsReady() {
        start(Language.EN, 8, LIMIT);

        assertThat(process.aspects()).isEmpty();
        isUnavailable("x", LIMIT);
    }

    @Test
    void staysMissingForALanguageWithoutModels() {
        start(Language.ZH, 8, LIMIT);

        isUnavailable("x", LIMIT);
        assertThat(process.aspects()).isEmpty();
    }

    @Test
    void readsTheNextTextAfterOneThatItCannotRead() throws Exception {
        start(Language.EN, 8, LIMIT);
        isReady();

        isUnavailable(TroubledAnnotator.FAIL, LIMIT);
        assertThat(read("next").names()).hasSize(1);
    }

    @Test
    void comesBackAfterATextThatEndsIt() throws Exception {
        start(Language.EN, 8, LIMIT);
        isReady();

        isUnavailable(TroubledAnnotator.DIE, LIMIT);
        isReady();
        assertThat(read("next").names()).hasSize(1);
    }

    @Test
    void answersInTimeWhenItHangsAndIsStartedAgain() throws Exception {
        start(Language.EN, 8, Duration.ofMillis(600));
        isReady();
        long began = System.nanoTime();

        isUnavailable(TroubledAnnotator.HANG, Duration.ofMillis(200));
        assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(5).toNanos());
        eventually(() -> process.aspects().isEmpty());
        isReady();
        assertThat(read("next").names()).hasSize(1);
    }

    @Test
    void refusesWhatDoesNotFitIntoItsQueueAtOnce() {
        start(Language.EN, 2, LIMIT);
        isReady();
        List<CompletableFuture<Annotation>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(process.annotate(TroubledAnnotator.HANG, NAMES, Duration.ofMillis(300))
                    .toCompletableFuture());
        }

        assertThat(asked.stream().filter(CompletableFuture::isDone).count()).isGreaterThanOrEqualTo(3);
        eventually(() -> asked.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    }
}
