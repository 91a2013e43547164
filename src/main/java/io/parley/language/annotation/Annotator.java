package io.parley.language.annotation;

import io.parley.language.Language;
import java.util.Optional;
import java.util.Set;

/** Reads texts in one language. May take its time, and need not be usable by several threads. */
public interface Annotator {

    /** What it can tell. */
    Set<Aspect> aspects();

    /**
     * Defined for every text.
     *
     * @param wanted of its aspects; of others nothing is told
     */
    Annotation annotate(String text, Set<Aspect> wanted);

    /** Found by {@link java.util.ServiceLoader}, so that the server needs none to be there. */
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
