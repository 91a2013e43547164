package io.parley.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Validates frames of the desk socket against the server's AsyncAPI document, and remembers the kinds that occurred. */
public final class DescribedFrames {

    private static final String ANSWER = "answer";

    private final Description description;
    private final Map<String, JsonNode> told;
    private final Map<String, JsonNode> asked;
    private final Map<String, String> permissions = new TreeMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    DescribedFrames(JsonNode asyncApi) {
        description = new Description(asyncApi);
        told = messages("/operations/show/messages");
        told.putAll(messages("/operations/ask/reply/messages"));
        asked = messages("/operations/ask/messages");
        description.at("/operations/ask/messages").forEach(reference -> {
            JsonNode message = description.referred(reference);
            permissions.put(
                    message.path("name").asText(), message.path("x-permission").asText());
        });
    }

    /** The permission for each type of frame; empty when none is stated. */
    public Map<String, String> permissions() {
        return permissions;
    }

    private Map<String, JsonNode> messages(String pointer) {
        Map<String, JsonNode> found = new HashMap<>();
        description.at(pointer).forEach(reference -> {
            JsonNode payload = description.referred(reference).path("payload");
            found.put(payload.at("/properties/type/const").asText(ANSWER), payload);
        });
        return found;
    }

    /** Fails unless the server may send this. */
    void told(JsonNode frame) {
        check(told, frame.has("re") ? ANSWER : frame.path("type").asText(), frame, "told ");
    }

    /** Fails unless a console may send this. */
    void asked(JsonNode frame) {
        check(asked, frame.path("type").asText(), frame, "asked ");
    }

    private void check(Map<String, JsonNode> described, String type, JsonNode frame, String direction) {
        JsonNode payload = described.get(type);
        if (payload == null) {
            throw new AssertionError("the frame " + type + " is not described: " + frame);
        }
        description.check(payload, frame, "the frame " + type);
        seen.add(direction + type);
    }

    /** Fails unless every described kind of frame has occurred. */
    public void expectAllSeen() {
        Set<String> missing = new TreeSet<>();
        told.keySet().forEach(type -> missing.add("told " + type));
        asked.keySet().forEach(type -> missing.add("asked " + type));
        missing.removeAll(seen);
        if (!missing.isEmpty()) {
            throw new AssertionError("described, but no test saw these frames: " + missing);
        }
    }
}
