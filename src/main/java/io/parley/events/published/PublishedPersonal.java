package io.parley.events.published;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A piece of personal data as published: exactly one of the three is present, according to the tenant's {@code publish.personal}.
 *
 * @param clear as it is
 * @param masked with placeholders for what is personal in it
 * @param sealed true when it is not published in a readable form
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublishedPersonal(@Nullable String clear, @Nullable String masked, @Nullable Boolean sealed) {

    public static final PublishedPersonal SEALED = new PublishedPersonal(null, null, true);

    public static PublishedPersonal clear(String value) {
        return new PublishedPersonal(value, null, null);
    }

    public static PublishedPersonal masked(String value) {
        return new PublishedPersonal(null, value, null);
    }
}
