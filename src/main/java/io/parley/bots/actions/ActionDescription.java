package io.parley.bots.actions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.bots.actions.ValueSource.Unreadable;
import io.parley.dialogue.bot.Requires;
import io.parley.dialogue.bot.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An action in a company's system: its arguments, the request, and the meaning of the answers. Read from YAML by
 * {@link ActionFile}.
 *
 * @param id its name within the tenant, e.g. {@code return-order}
 * @param service the service it belongs to; the address is in the configuration
 * @param changes whether it changes something there, in which case it is recorded before it begins and when it is done
 * @param requires the proof it requires of the customer
 * @param timeout for one attempt; empty for the configured one
 * @param retries how often a failed request is retried
 * @param outcomes what answers mean; the first that fits applies
 */
public record ActionDescription(
        String id,
        String service,
        Requires requires,
        Map<String, Argument> arguments,
        Request request,
        boolean changes,
        Optional<Duration> timeout,
        int retries,
        List<Outcome> outcomes) {

    /** Whether sending the same request twice has the same effect as sending it once. */
    boolean repeatable() {
        return request.method().idempotent() || request.idempotencyKey();
    }

    /** The required form of an argument. */
    public enum ArgumentType {
        TEXT,
        /** Written with digits, e.g. {@code 499.50}; a number in JSON. */
        NUMBER
    }

    /** @param required whether the action cannot be done without it */
    public record Argument(ArgumentType type, boolean required) {}

    /** The HTTP method of a request. */
    public enum Method {
        GET,
        PUT,
        DELETE,
        POST,
        PATCH;

        /** Whether doing it twice has the same effect as doing it once. */
        boolean idempotent() {
            return this == GET || this == PUT || this == DELETE;
        }
    }

    /**
     * The request that is sent.
     *
     * @param body JSON with placeholders for arguments; parts that belong to a missing argument are left out
     * @param idempotencyKey whether the call's key is sent, so that the service performs a repeated request only once
     */
    record Request(
            Method method,
            Template path,
            Map<String, Template> query,
            Map<String, Template> headers,
            @Nullable JsonNode body,
            boolean idempotencyKey) {}

    /**
     * The meaning of an answer.
     *
     * @param statuses the HTTP statuses it applies to
     * @param where what the answer must have at a pointer: one of these texts, or no value if there are none
     * @param values what is taken from the answer
     */
    record Outcome(
            String name, Set<Integer> statuses, Map<JsonPointer, Set<String>> where, Map<String, ValueSource> values) {

        boolean fits(int status, JsonNode answer) {
            return statuses.contains(status)
                    && where.entrySet().stream().allMatch(condition -> {
                        JsonNode found = answer.at(condition.getKey());
                        return condition.getValue().isEmpty()
                                ? found.isMissingNode() || found.isNull()
                                : found.isValueNode() && condition.getValue().contains(found.asText());
                    });
        }

        Map<String, Value> read(JsonNode answer) throws Unreadable {
            return read(values, answer);
        }

        /** @throws Unreadable when a value is not as described; the message names it */
        static Map<String, Value> read(Map<String, ValueSource> values, JsonNode answer) throws Unreadable {
            Map<String, Value> found = new TreeMap<>();
            for (Map.Entry<String, ValueSource> value : values.entrySet()) {
                ValueSource source = value.getValue();
                JsonNode node = answer.at(source.from());
                try {
                    if (!node.isMissingNode() && !node.isNull()) {
                        found.putAll(source.read(value.getKey(), node, answer));
                    } else if (source.required()) {
                        throw new Unreadable("is missing");
                    }
                } catch (Unreadable e) {
                    throw new Unreadable(value.getKey() + " " + e.getMessage());
                }
            }
            return found;
        }
    }
}
