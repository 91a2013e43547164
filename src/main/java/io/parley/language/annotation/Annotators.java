package io.parley.language.annotation;

import io.parley.language.Language;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The annotators of this node as the rest of it sees them: perhaps missing, perhaps late, never in anybody's way. */
public interface Annotators {

    /** Where none is installed. */
    Annotators NONE = new Annotators() {
        @Override
        public Set<Aspect> aspects(Language language) {
            return Set.of();
        }

        @Override
        public CompletionStage<Annotation> annotate(
                Language language, String text, Set<Aspect> wanted, Duration limit) {
            return CompletableFuture.failedFuture(new Unavailable("no annotator is installed"));
        }
    };

    /** There is nobody to ask at the moment, or nobody who answers in time. Never the text's fault alone. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unavailable(String reason) {
            super(reason);
        }
    }

    /** What can be told of texts in a language at this moment; nothing while its annotator is missing, loading or broken. */
    Set<Aspect> aspects(Language language);

    /**
     * Reads a text. Returns at once.
     *
     * @param text of a long one only the beginning is read
     * @param limit after which the stage is completed, whatever becomes of the annotator
     * @return fails with {@link Unavailable}
     */
    CompletionStage<Annotation> annotate(Language language, String text, Set<Aspect> wanted, Duration limit);
}
