package io.parley.language.annotation;

import io.parley.language.Language;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The annotators of this node as the rest of it sees them: possibly missing, possibly late, never in the way. */
public interface Annotators {

    /** Used where none is installed. */
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

    /** There is no annotator at the moment, or it did not answer in time; does not depend on the text alone. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unavailable(String reason) {
            super(reason);
        }
    }

    /** What can be recognised in texts of a language at this moment; nothing while its annotator is missing, loading or broken. */
    Set<Aspect> aspects(Language language);

    /**
     * Reads a text asynchronously.
     *
     * @param text only the beginning of a long one is read
     * @param limit after which the stage is completed, whatever happens to the annotator
     * @return fails with {@link Unavailable} when there is no answer
     */
    CompletionStage<Annotation> annotate(Language language, String text, Set<Aspect> wanted, Duration limit);
}
