package io.parley.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.directory.Directory.Agent;
import io.parley.edge.kit.Json;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A console like that of a browser: signs in, gets a ticket, opens the socket, keeps all frames. Every frame received, and every request
 * that succeeded, must match the description.
 */
public final class Console implements WebSocket.Listener, AutoCloseable {

    /** The frames from the server. */
    public final List<JsonNode> frames = new CopyOnWriteArrayList<>();

    /** -1 as long as it is open. */
    public volatile int closeCode = -1;

    private final Client client;
    private final StringBuilder part = new StringBuilder();
    private final boolean reads;
    private WebSocket socket;
    private int looked;

    private Console(Client client, boolean reads) {
        this.client = client;
        this.reads = reads;
    }

    public static String ticket(EdgeFixture edge, String token) {
        return edge.client
                .post("/api/v1/desk/ticket", token, "")
                .json()
                .path("ticket")
                .textValue();
    }

    public static Console open(EdgeFixture edge, Agent agent) {
        return open(edge, edge.signIn(agent), null);
    }

    public static Console open(EdgeFixture edge, String token, @Nullable Long after) {
        return withTicket(edge, ticket(edge, token), after, true);
    }

    public static Console withTicket(EdgeFixture edge, String ticket, @Nullable Long after, boolean reads) {
        Console console = new Console(edge.client, reads);
        console.socket =
                edge.client.open("/api/v1/desk?ticket=" + ticket + (after == null ? "" : "&after=" + after), console);
        return console;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            frames.add(Json.read(part.toString(), JsonNode.class));
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closeCode = 1006;
    }

    public void startReading() {
        socket.request(1);
    }

    public void sendRaw(String text) {
        EdgeFixture.await(socket.sendText(text, true));
    }

    public void sendBytes() {
        EdgeFixture.await(socket.sendBinary(java.nio.ByteBuffer.wrap(new byte[] {1, 2}), true));
    }

    /** Sends a request and returns the answer. */
    public JsonNode ask(String type, Map<String, ?> fields) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> frame = new LinkedHashMap<>(fields);
        frame.put("id", id);
        frame.put("type", type);
        sendRaw(Json.write(frame));
        JsonNode answer = first(one -> one.path("re").asText().equals(id));
        if (answer.has("ok")) {
            client.frames.asked(Json.mapper().valueToTree(frame));
        }
        return answer;
    }

    public JsonNode post(String conversation, String visibility, String text) {
        return ask(
                "post-message",
                Map.of(
                        "conversation",
                        conversation,
                        "clientMessageId",
                        UUID.randomUUID().toString(),
                        "visibility",
                        visibility,
                        "text",
                        text));
    }

    public void present(String status) {
        JsonNode answer = ask("set-presence", Map.of("status", status));
        if (!answer.path("ok").asBoolean()) {
            throw new AssertionError(answer.toString());
        }
    }

    /** Accepts the next offer, and returns the conversation. */
    public String accept() {
        String reservation = next("reservation-offered").at("/reservation/id").asText();
        JsonNode answer = ask("accept", Map.of("reservation", reservation));
        if (!answer.path("ok").asBoolean()) {
            throw new AssertionError(answer.toString());
        }
        return next("assigned").at("/conversation/id").asText();
    }

    /** Waits for the first matching frame ever received. */
    public JsonNode first(Predicate<JsonNode> fits) {
        JsonNode[] found = new JsonNode[1];
        try {
            EdgeFixture.eventually(() -> {
                found[0] = frames.stream().filter(fits).findFirst().orElse(null);
                return found[0] != null;
            });
        } catch (AssertionError e) {
            throw new AssertionError("no such frame among " + frames, e);
        }
        return found[0];
    }

    public JsonNode first(String type) {
        return first(frame -> frame.path("type").asText().equals(type));
    }

    /** The next frame of this type after the one returned last. */
    public JsonNode next(String type) {
        JsonNode[] found = new JsonNode[1];
        try {
            EdgeFixture.eventually(() -> {
                for (int i = looked; i < frames.size(); i++) {
                    if (frames.get(i).path("type").asText().equals(type)) {
                        looked = i + 1;
                        found[0] = frames.get(i);
                        return true;
                    }
                }
                return false;
            });
        } catch (AssertionError e) {
            throw new AssertionError("no " + type + " among " + frames.subList(looked, frames.size()), e);
        }
        return found[0];
    }

    public JsonNode message(String text) {
        return first(frame -> frame.path("type").asText().equals("message")
                && frame.at("/entry/contents/0/text").asText().equals(text));
    }

    /** The numbered frames after the reset, if there was one. */
    public List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        frames.stream()
                .filter(frame ->
                        frame.has("seq") && !frame.path("type").asText().equals("reset"))
                .forEach(frame -> numbers.add(frame.path("seq").longValue()));
        return numbers;
    }

    public long lastNumber() {
        return frames.stream()
                .filter(frame -> frame.has("seq"))
                .mapToLong(frame -> frame.path("seq").longValue())
                .max()
                .orElse(0);
    }

    public void awaitClose(int code) {
        EdgeFixture.eventually(() -> closeCode != -1);
        if (closeCode != code) {
            throw new AssertionError("closed with " + closeCode + " rather than " + code);
        }
    }

    /** Fails if any frame did not match the description. */
    @Override
    public void close() {
        socket.abort();
        frames.forEach(client.frames::told);
    }
}
