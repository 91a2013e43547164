package io.parley.language.annotation;

import io.parley.language.Language;
import java.util.Optional;
import java.util.Set;

/** Reads texts in one language. May be slow, and need not be thread-safe. */
public interface Annotator {

    /** The aspects that it can recognise. */
    Set<Aspect> aspects();

    /**
     * Accepts any text.
     *
     * @param wanted the aspects to report
     */
    Annotation annotate(String text, Set<Aspect> wanted);

    /** Found by {@link java.util.ServiceLoader}, so that the server works without any. */
    interface Provider {

        /**
         * Loads the models from the class path, which takes seconds to a minute.
         *
         * @param language Chinese or English
         * @return empty when the language's models are not there
         */
        Optional<Annotator> load(Language language);
    }
}
