package io.parley.language.annotation;

import io.parley.language.Entity;
import io.parley.language.Sentiment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read in a text.
 *
 * @param names in text order, not overlapping; of the types {@link Entity#PERSON}, {@link Entity#ORGANISATION} and {@link Entity#PLACE},
 *     with their values as written
 * @param sentiment of the whole text; null when not wanted, or when the text has no sentence
 */
public record Annotation(List<Entity> names, @Nullable Sentiment sentiment) {

    public static final Annotation NOTHING = new Annotation(List.of(), null);

    public Annotation {
        names = List.copyOf(names);
    }
}
