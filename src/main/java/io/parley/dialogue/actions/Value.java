package io.parley.dialogue.actions;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One thing an action's answer told, with enough known about it to say it well in any language. Names are stored in journals. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "text", value = Value.Text.class),
    @JsonSubTypes.Type(name = "number", value = Value.Number.class),
    @JsonSubTypes.Type(name = "money", value = Value.Money.class),
    @JsonSubTypes.Type(name = "moment", value = Value.Moment.class),
    @JsonSubTypes.Type(name = "list", value = Value.Items.class)
})
public sealed interface Value {

    /**
     * A name, a state, a code.
     *
     * @param text what is said in a language that has no text of its own here
     * @param languages by language tag such as {@code zh}; empty for what is the same in all of them
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Text(@JsonInclude String text, Map<String, String> languages) implements Value {

        /** The same in every language. */
        public Text(String text) {
            this(text, Map.of());
        }

        @JsonCreator
        @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
        public Text {
            languages = languages == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(languages));
        }

        /** The one for a language tag such as {@code zh-CN}. */
        public String in(String languageTag) {
            String tag = languageTag.toLowerCase(Locale.ROOT);
            String whole = languages.get(tag);
            return whole != null ? whole : languages.getOrDefault(tag.split("-", 2)[0], text);
        }
    }

    record Number(BigDecimal number) implements Value {}

    /** @param minor in the smallest unit of the currency, e.g. cents; @param currency ISO 4217 */
    record Money(long minor, String currency) implements Value {}

    record Moment(Instant at) implements Value {}

    /** Several of a kind, each with its own values. */
    record Items(List<Map<String, Value>> items) implements Value {
        public Items {
            items = items.stream()
                    .map(item -> Collections.unmodifiableMap(new TreeMap<>(item)))
                    .toList();
        }
    }
}
