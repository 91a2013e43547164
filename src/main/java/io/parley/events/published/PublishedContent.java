package io.parley.events.published;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a message. Consumers should skip types they do not know: more will be added. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "text", value = PublishedContent.Text.class),
    @JsonSubTypes.Type(name = "media", value = PublishedContent.Media.class),
    @JsonSubTypes.Type(name = "choice", value = PublishedContent.Choice.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface PublishedContent {

    record Text(PublishedPersonal text) implements PublishedContent {}

    /** @param bytes size, 0 when unknown */
    record Media(PublishedPersonal url, String mime, PublishedPersonal name, long bytes) implements PublishedContent {}

    record Choice(@Nullable PublishedPersonal prompt, List<Option> options) implements PublishedContent {
        public Choice {
            options = List.copyOf(options);
        }
    }

    /** @param value the text the customer sends by choosing it */
    record Option(PublishedPersonal label, PublishedPersonal value) {}
}
