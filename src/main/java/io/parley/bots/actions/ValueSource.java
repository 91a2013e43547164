package io.parley.bots.actions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.bots.actions.ActionDescription.Outcome;
import io.parley.dialogue.bot.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The location of a value in an answer, and its type. */
sealed interface ValueSource {

    /** No price or quantity has more digits; longer numbers would only cost memory when written out. */
    int MAX_DIGITS = 30;

    /** Where the value is found, relative to the answer or to the item of a list. */
    JsonPointer from();

    /** Whether an answer without the value is unusable; otherwise the value is left out. */
    boolean required();

    /**
     * Returns the value under its name, or several values under names that begin with it.
     *
     * @param node the node at {@link #from}
     * @param around what pointers are relative to
     */
    Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable;

    /** The answer is not as described. The message never contains a value. */
    final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    record OfText(JsonPointer from, boolean required) implements ValueSource {
        @Override
        public Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable {
            return Map.of(name, new Value.Text(text(node)));
        }
    }

    /**
     * A text in several languages: {@code name} becomes {@code name.zh}, {@code name.en} and so on.
     *
     * @param languages where each language's text is found below the value; empty when the languages are its members
     */
    record OfLocalized(JsonPointer from, boolean required, Map<String, JsonPointer> languages) implements ValueSource {
        @Override
        public Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable {
            Map<String, Value> found = new TreeMap<>();
            if (languages.isEmpty()) {
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    found.put(name + "." + member.getKey(), new Value.Text(text(member.getValue())));
                }
            } else {
                for (Map.Entry<String, JsonPointer> language : languages.entrySet()) {
                    JsonNode text = node.at(language.getValue());
                    if (!text.isMissingNode() && !text.isNull()) {
                        found.put(name + "." + language.getKey(), new Value.Text(text(text)));
                    }
                }
            }
            if (found.isEmpty()) {
                throw new Unreadable("has no text in any language");
            }
            return found;
        }
    }

    record OfNumber(JsonPointer from, boolean required) implements ValueSource {
        @Override
        public Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable {
            return Map.of(name, new Value.Number(number(node)));
        }
    }

    /**
     * @param currency ISO 4217, or a pointer to it
     * @param major whether the number counts yuan rather than fen
     */
    record OfMoney(JsonPointer from, boolean required, String currency, boolean major) implements ValueSource {
        @Override
        public Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable {
            try {
                Currency unit = Currency.getInstance(currency.startsWith("/") ? text(around.at(currency)) : currency);
                BigDecimal amount = number(node);
                return Map.of(
                        name,
                        new Value.Money(
                                (major ? amount.movePointRight(unit.getDefaultFractionDigits()) : amount)
                                        .longValueExact(),
                                unit.getCurrencyCode()));
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new Unreadable("is not an amount of money");
            }
        }
    }

    record OfMoment(JsonPointer from, boolean required) implements ValueSource {
        @Override
        public Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable {
            try {
                return Map.of(
                        name, new Value.Moment(OffsetDateTime.parse(text(node)).toInstant()));
            } catch (DateTimeException e) {
                throw new Unreadable("is not a moment in ISO 8601 with its offset");
            }
        }
    }

    /** @param most maximum number of items taken; the rest are left out */
    record OfList(JsonPointer from, boolean required, int most, Map<String, ValueSource> values)
            implements ValueSource {
        @Override
        public Map<String, Value> read(String name, JsonNode node, JsonNode around) throws Unreadable {
            if (!node.isArray()) {
                throw new Unreadable("is not a list");
            }
            List<Map<String, Value>> items = new ArrayList<>();
            for (JsonNode item : node) {
                if (items.size() == most) {
                    break;
                }
                items.add(Outcome.read(values, item));
            }
            return Map.of(name, new Value.Items(items));
        }
    }

    private static String text(JsonNode node) throws Unreadable {
        if (!node.isValueNode() || node.isNull()) {
            throw new Unreadable("is not a text");
        }
        return node.asText();
    }

    private static BigDecimal number(JsonNode node) throws Unreadable {
        try {
            BigDecimal number = new BigDecimal(text(node));
            if (number.precision() <= MAX_DIGITS && Math.abs(number.scale()) <= MAX_DIGITS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for both.
        }
        throw new Unreadable("is not a number");
    }
}
