package io.parley.channel.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One piece of a message. A channel that cannot show a piece natively degrades it, ultimately to {@link #plainText()}.
 *
 * <p>The type names are stored in journals and sent over the wire: classes may be renamed, names may not.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "text", value = Content.Text.class),
    @JsonSubTypes.Type(name = "media", value = Content.Media.class),
    @JsonSubTypes.Type(name = "choice", value = Content.Choice.class)
})
public sealed interface Content {

    /** The piece without pictures or buttons; empty when nothing readable is left. */
    String plainText();

    /** Plain words; line breaks are kept, markup is not interpreted. */
    record Text(String text) implements Content {
        @Override
        public String plainText() {
            return text;
        }
    }

    /**
     * An image, document, audio or video file.
     *
     * @param url where it can be fetched; relative to this server for files uploaded here
     * @param mime its media type, as detected from the upload, not as claimed
     * @param bytes its size, or 0 when unknown
     */
    record Media(String url, String mime, String name, long bytes) implements Content {
        @Override
        public String plainText() {
            return "[" + name + "]";
        }
    }

    /** Options to choose from; choosing one sends its {@code value} as if it had been typed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Choice(@Nullable String prompt, List<Option> options) implements Content {
        public Choice {
            options = List.copyOf(options);
        }

        @Override
        public String plainText() {
            StringBuilder text = new StringBuilder(prompt == null ? "" : prompt);
            for (int i = 0; i < options.size(); i++) {
                text.append(text.length() == 0 ? "" : "\n")
                        .append(i + 1)
                        .append(". ")
                        .append(options.get(i).label());
            }
            return text.toString();
        }
    }

    /** One option of a {@link Choice}: what is shown, and what is sent when it is chosen. */
    record Option(String label, String value) {}

    /** The plain text of several pieces, one per line. */
    static String plainText(List<Content> contents) {
        return String.join("\n", contents.stream().map(Content::plainText).toList());
    }
}
