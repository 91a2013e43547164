package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A value from an action's answer, with enough known about it to word it well in any language. Names are stored in journals. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "text", value = Value.Text.class),
    @JsonSubTypes.Type(name = "number", value = Value.Number.class),
    @JsonSubTypes.Type(name = "money", value = Value.Money.class),
    @JsonSubTypes.Type(name = "moment", value = Value.Moment.class),
    @JsonSubTypes.Type(name = "list", value = Value.Items.class)
})
public sealed interface Value {

    /** A name, a state, a code. */
    record Text(String text) implements Value {}

    record Number(BigDecimal number) implements Value {}

    /**
     * @param minor the amount in the smallest unit of the currency, e.g. cents
     * @param currency ISO 4217
     */
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
