package io.parley.edge.directline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A client as any program would write one, over the JDK's HTTP client. */
final class DirectLineClient {

    static final ObjectMapper JSON = new ObjectMapper();
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;

    DirectLineClient(String base) {
        this.base = base;
    }

    record Answer(int status, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + response.body(), e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** An open thread. */
    record Open(String id, String token, String streamUrl) {}

    Answer send(String method, String path, String bearer, String body, String... headers) {
        return send(method, path, bearer, HttpRequest.BodyPublishers.ofString(body), headers);
    }

    Answer send(String method, String path, String bearer, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    Open start(String bearer, String user) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("user").put("id", user);
        Answer answer = send("POST", "/v3/directline/conversations", bearer, body.toString());
        if (answer.status() != 201) {
            throw new AssertionError(answer.response().body());
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

    Answer post(Open thread, String clientActivityId, String text) {
        return post(thread, thread.token(), clientActivityId, text);
    }

    Answer post(Open thread, String bearer, String clientActivityId, String text) {
        return send(
                "POST",
                "/v3/directline/conversations/" + thread.id() + "/activities",
                bearer,
                message(clientActivityId, text));
    }

    static String message(String clientActivityId, String text) {
        ObjectNode activity = JSON.createObjectNode();
        activity.put("type", "message").put("text", text).put("locale", "en-US");
        activity.putObject("from").put("id", "whoever");
        if (clientActivityId != null) {
            activity.putObject("channelData").put("clientActivityID", clientActivityId);
        }
        return activity.toString();
    }

    Answer poll(Open thread, String watermark) {
        return send(
                "GET",
                "/v3/directline/conversations/" + thread.id() + "/activities"
                        + (watermark == null ? "" : "?watermark=" + watermark),
                thread.token(),
                "");
    }

    Open reconnect(Open thread, String watermark) {
        return open(send(
                "GET", "/v3/directline/conversations/" + thread.id() + "?watermark=" + watermark, thread.token(), ""));
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

    /** A socket that keeps what it gets. */
    static final class Socket implements WebSocket.Listener, AutoCloseable {
        final List<JsonNode> activities = new CopyOnWriteArrayList<>();
        volatile String watermark = "";
        volatile boolean closed;
        volatile int closeCode;
        private final StringBuilder partial = new StringBuilder();
        final WebSocket socket;

        Socket(String url, String... headers) {
            WebSocket.Builder builder = HTTP.newWebSocketBuilder();
            for (int i = 0; i < headers.length; i += 2) {
                builder.header(headers[i], headers[i + 1]);
            }
            socket = builder.buildAsync(URI.create(url), this).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                if (partial.length() > 0) {
                    try {
                        JsonNode set = JSON.readTree(partial.toString());
                        activities.addAll(DirectLineClient.activities(set));
                        watermark = set.path("watermark").asText();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed = true;
            closeCode = statusCode;
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

        @Override
        public void close() {
            socket.abort();
        }
    }
}
