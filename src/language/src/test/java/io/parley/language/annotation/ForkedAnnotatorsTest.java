package io.parley.language.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.language.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkedAnnotatorsTest {

    @TempDir
    private Path directory;

    private Config config(String own) {
        return ConfigFactory.parseString(own)
                .withFallback(ConfigFactory.defaultReference().getConfig("parley.language.corenlp"));
    }

    private ForkedAnnotators.Settings settings(String own) {
        return ForkedAnnotators.Settings.from(config("program = \"" + directory.resolve("program") + "\", models = \""
                        + directory.resolve("models") + "\"\n" + own))
                .orElseThrow();
    }

    private void put(String file) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
    }

    @Test
    void usesNothingByDefault() {
        assertThat(ForkedAnnotators.Settings.from(config(""))).isEmpty();
    }

    @Test
    void readsItsSettings() {
        ForkedAnnotators.Settings settings = settings("");

        assertThat(settings.languages()).containsExactlyInAnyOrder(Language.EN, Language.ZH);
        assertThat(settings.megabytes()).containsEntry(Language.EN, 450).containsEntry(Language.ZH, 1_200);
        assertThat(settings.hangLimit()).isEqualTo(Duration.ofSeconds(10));
        assertThatThrownBy(() -> settings("languages = [fr]")).hasMessageContaining("not fr");
        assertThatThrownBy(() -> settings("queue = 0")).hasMessageContaining("queue");
    }

    @Test
    void usesOnlyLanguagesThatAreWantedAndCompleteAndOnlyWithAProgram() throws IOException {
        put("models/en/edu.stanford.nlp-stanford-corenlp-jar-models-4.5.10123");
        put("models/zh/edu/stanford/half-unpacked");
        assertThat(settings("").usable()).isEmpty();

        put("program/parley-corenlp.jar");
        put("program/lib/stanford-corenlp.jar");
        assertThat(settings("").usable()).containsExactly(Language.EN);
        assertThat(settings("languages = [zh]").usable()).isEmpty();
    }

    @Test
    void isMissingWhereNothingIsInstalled() {
        try (ForkedAnnotators annotators = new ForkedAnnotators(settings(""))) {
            assertThat(annotators.aspects(Language.EN)).isEmpty();
            assertThatThrownBy(() -> annotators
                            .annotate(Language.MIXED, "x", Set.of(Aspect.NAMES), Duration.ofSeconds(1))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Annotators.Unavailable.class);
        }
    }
}
