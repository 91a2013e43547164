package io.parley.edge.kit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list as clients read it.
 *
 * @param next from where to read the next page; null when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Items<T>(List<T> items, @Nullable Object next) {

    /** All there are. */
    public static <T> Items<T> all(List<T> items) {
        return new Items<>(items, null);
    }
}
