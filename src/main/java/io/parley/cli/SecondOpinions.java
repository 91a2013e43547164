package io.parley.cli;

import com.typesafe.config.ConfigFactory;
import io.parley.language.Analysis;
import io.parley.language.Language;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.Aspect;
import io.parley.language.annotation.ForkedAnnotators;
import io.parley.persistence.embedded.EmbeddedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The annotators that are installed here; waits until they are loaded. */
final class SecondOpinions implements AutoCloseable {

    private static final Duration LOADING = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final @Nullable ForkedAnnotators annotators;

    private SecondOpinions(@Nullable ForkedAnnotators annotators) {
        this.annotators = annotators;
    }

    static SecondOpinions none() {
        return new SecondOpinions(null);
    }

    /** @throws EmbeddedException if none is installed, or not all are ready in time */
    static SecondOpinions ready() {
        ForkedAnnotators.Settings settings = ForkedAnnotators.Settings.from(
                        CoreNlpFiles.found(ConfigFactory.load()).getConfig(CoreNlpFiles.SETTINGS))
                .orElseThrow();
        Set<Language> usable = settings.usable();
        if (usable.isEmpty()) {
            throw new EmbeddedException(
                    "No annotator is installed: fetch models first (./parley language models --corenlp en,zh).");
        }
        ForkedAnnotators annotators = new ForkedAnnotators(settings);
        long began = System.nanoTime();
        try {
            while (usable.stream()
                    .anyMatch(language -> annotators.aspects(language).isEmpty())) {
                if (System.nanoTime() - began > LOADING.toNanos()) {
                    annotators.close();
                    throw new EmbeddedException(
                            "Stanford CoreNLP did not get ready within " + LOADING.toMinutes() + " minutes.");
                }
                Thread.sleep(POLL.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new SecondOpinions(annotators);
    }

    /** Returns null if there is no annotator to ask, or it is unavailable. */
    @Nullable SecondOpinion of(String text, Analysis first) {
        if (annotators == null) {
            return null;
        }
        Language language = first.language() == Language.EN ? Language.EN : Language.ZH;
        Set<Aspect> aspects = annotators.aspects(language);
        long began = System.nanoTime();
        try {
            Annotation second = annotators
                    .annotate(language, text, aspects, LIMIT)
                    .toCompletableFuture()
                    .join();
            return new SecondOpinion(
                    second.names().stream()
                            .map(name -> new SecondOpinion.Named(name.type(), name.value(), name.start(), name.end()))
                            .toList(),
                    second.sentiment(),
                    second.sentiment() == null
                            ? null
                            : second.sentiment() == first.emotion().sentiment(),
                    (System.nanoTime() - began) / 10_000 / 100.0);
        } catch (CompletionException unavailable) {
            if (unavailable.getCause() instanceof Annotators.Unavailable) {
                return null;
            }
            throw unavailable;
        }
    }

    @Override
    public void close() {
        if (annotators != null) {
            annotators.close();
        }
    }
}
