package io.parley.dialogue.actions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.dialogue.actions.ValueSource.Unreadable;
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
 * One thing that can be done in a company's system: what must be known for it, the request, and what the answers mean. Read from YAML by
 * {@link ActionFile}.
 *
 * @param id its name within the tenant, e.g. {@code return-order}
 * @param service whose it is; the address stands in the configuration
 * @param changes whether it changes something there, and so is recorded before it begins and when it is done
 * @param requires who may have it done
 * @param timeout for one attempt; none for the configured one
 * @param retries how often a request that went wrong is made again
 * @param outcomes the first that fits is the one
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

    /** Whether sending the same request twice comes to the same as sending it once. */
    boolean repeatable() {
        return request.method().idempotent() || request.idempotencyKey();
    }

    /** What an argument must look like. */
    public enum ArgumentType {
        TEXT,
        /** Written with digits, e.g. {@code 499.50}; a number in JSON. */
        NUMBER
    }

    /** @param required whether there is nothing to be done without it */
    public record Argument(ArgumentType type, boolean required) {}

    /** How a request is made. */
    public enum Method {
        GET,
        PUT,
        DELETE,
        POST,
        PATCH;

        /** Whether doing it twice comes to the same as doing it once. */
        boolean idempotent() {
            return this == GET || this == PUT || this == DELETE;
        }
    }

    /**
     * What is sent.
     *
     * @param body JSON with places for arguments; what belongs to a missing argument is left out
     * @param idempotencyKey whether the call's key is sent, so that the service does once what is asked twice
     */
    record Request(
            Method method,
            Template path,
            Map<String, Template> query,
            Map<String, Template> headers,
            @Nullable JsonNode body,
            boolean idempotencyKey) {}

    /**
     * What an answer means.
     *
     * @param statuses of HTTP
     * @param where what the answer must have at a pointer: one of these texts, or nothing if there is none
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

        /** @throws Unreadable naming the value that is not what was described */
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
