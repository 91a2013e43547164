package io.parley.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An agent's console: takes whatever is offered. */
final class OpenDesk implements AutoCloseable, WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final Set<String> accepted = new HashSet<>();
    private final WebSocket socket;
    private int requests;

    OpenDesk(RealNode node, String token) throws IOException, InterruptedException {
        String ticket = node.post("/api/v1/desk/ticket", token, JSON.createObjectNode())
                .body()
                .path("ticket")
                .asText();
        socket = node.http()
                .newWebSocketBuilder()
                .buildAsync(node.desk(ticket), this)
                .join();
        ask("set-presence", JSON.createObjectNode().put("status", "available"));
    }

    /** Takes offers until it holds this conversation, and ends what else it gets. */
    void take(String conversation) {
        while (true) {
            JsonNode offer = frame(f -> f.path("type").asText().equals("reservation-offered")
                            && !accepted.contains(
                                    f.path("reservation").path("id").asText()))
                    .path("reservation");
            accepted.add(offer.path("id").asText());
            String offered = offer.path("conversation").path("id").asText();
            ask(
                    "accept",
                    JSON.createObjectNode().put("reservation", offer.path("id").asText()));
            frame(f -> f.path("type").asText().equals("assigned")
                    && f.path("conversation").path("id").asText().equals(offered));
            if (offered.equals(conversation)) {
                return;
            }
            resolve(offered);
        }
    }

    void say(String conversation, String id, String text) {
        post(conversation, id, text, "customer");
    }

    /** For colleagues only. */
    void note(String conversation, String id, String text) {
        post(conversation, id, text, "internal");
    }

    private void post(String conversation, String id, String text, String visibility) {
        ask(
                "post-message",
                JSON.createObjectNode()
                        .put("conversation", conversation)
                        .put("clientMessageId", id)
                        .put("visibility", visibility)
                        .put("text", text));
    }

    void resolve(String conversation) {
        ask("resolve", JSON.createObjectNode().put("conversation", conversation).put("disposition", "solved"));
    }

    private void ask(String type, ObjectNode frame) {
        String id = "frame-" + ++requests;
        socket.sendText(frame.put("id", id).put("type", type).toString(), true).join();
        JsonNode answer = frame(f -> f.path("re").asText().equals(id));
        if (!answer.path("ok").asBoolean()) {
            throw new AssertionError(type + " was refused: " + answer);
        }
    }

    private JsonNode frame(Predicate<JsonNode> wanted) {
        return Eventually.until(
                        "a frame of the desk",
                        () -> frames.stream().filter(wanted).findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(partial.toString()));
            } catch (IOException malformed) {
                throw new UncheckedIOException(malformed);
            }
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        ask("set-presence", JSON.createObjectNode().put("status", "offline"));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
}
