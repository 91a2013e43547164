package io.parley.edge.directline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.kit.Json;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An ordinary client of a customer. */
final class DirectLineClient {

    static final String CONVERSATIONS = "/v3/directline/conversations";

    private final Client http;

    DirectLineClient(Client http) {
        this.http = http;
    }

    /** An open thread. */
    record Open(String id, String token, String streamUrl) {}

    /** Starts a thread of a user nobody has met. */
    Open start(String secret) {
        Answer answer = http.post(CONVERSATIONS, secret, "{\"user\":{\"id\":\"dl_" + UUID.randomUUID() + "\"}}");
        if (answer.status() != 201) {
            throw new AssertionError(answer.body());
        }
        return open(answer);
    }

    static Open open(Answer answer) {
        JsonNode json = answer.json();
        return new Open(
                json.path("conversationId").asText(),
                json.path("token").asText(),
                json.path("streamUrl").asText());
    }

    static String activities(Open thread) {
        return CONVERSATIONS + "/" + thread.id() + "/activities";
    }

    Answer post(Open thread, String clientActivityId, String text) {
        return http.post(activities(thread), thread.token(), message(clientActivityId, text));
    }

    static String message(@Nullable String clientActivityId, String text) {
        ObjectNode activity = Json.mapper().createObjectNode();
        activity.put("type", "message").put("text", text).put("locale", "en-US");
        activity.putObject("from").put("id", "whoever");
        if (clientActivityId != null) {
            activity.putObject("channelData").put("clientActivityID", clientActivityId);
        }
        return activity.toString();
    }

    Answer poll(Open thread, @Nullable String watermark) {
        return http.get(activities(thread) + (watermark == null ? "" : "?watermark=" + watermark), thread.token());
    }

    Open reconnect(Open thread, String watermark) {
        return open(http.get(CONVERSATIONS + "/" + thread.id() + "?watermark=" + watermark, thread.token()));
    }

    Socket socket(String url, String... headers) {
        return new Socket(http, url, headers);
    }

    static List<String> texts(List<JsonNode> activities) {
        return activities.stream()
                .filter(a -> a.path("type").asText().equals("message"))
                .map(a -> a.path("text").asText())
                .toList();
    }

    static List<JsonNode> activities(JsonNode set) {
        List<JsonNode> all = new ArrayList<>();
        set.path("activities").forEach(all::add);
        return all;
    }

    /** A socket that keeps the frames it receives. */
    static final class Socket implements WebSocket.Listener, AutoCloseable {
        final List<JsonNode> activities = new CopyOnWriteArrayList<>();
        volatile String watermark = "";
        volatile boolean closed;
        final WebSocket socket;
        private final Client http;
        private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();

        private Socket(Client http, String url, String... headers) {
            this.http = http;
            socket = http.open(url, this, headers);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last && !partial.isEmpty()) {
                JsonNode set = Json.read(partial.toString(), JsonNode.class);
                frames.add(set);
                activities.addAll(DirectLineClient.activities(set));
                watermark = set.path("watermark").asText();
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed = true;
        }

        List<String> texts() {
            return DirectLineClient.texts(activities);
        }

        boolean has(Predicate<JsonNode> what) {
            return activities.stream().anyMatch(what);
        }

        /** Fails if any frame did not match the description. */
        @Override
        public void close() {
            socket.abort();
            frames.forEach(frame -> http.described.check("ActivitySet", frame));
        }
    }
}
