package io.parley.load.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An agent's console that takes whatever is offered, says one thing and resolves it. Everything is called on the wire's loop.
 */
public final class Desk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Somebody who can sign in to the console. */
    public record SignIn(String email, String password) {}

    private final Wire wire;
    private final URI server;
    private final Map<String, Runnable> then = new HashMap<>();
    private Wire.@Nullable Socket socket;
    private int frames;
    private int resolved;

    private Desk(Wire wire, URI server) {
        this.wire = wire;
        this.server = server;
    }

    /** Completed when the agent is available. */
    public static CompletableFuture<Desk> open(Wire wire, URI server, SignIn agent) {
        Desk desk = new Desk(wire, server);
        ObjectNode credentials =
                JSON.createObjectNode().put("email", agent.email()).put("password", agent.password());
        return desk.ask("/api/v1/sign-in", null, credentials)
                .thenCompose(signedIn ->
                        desk.ask("/api/v1/desk/ticket", signedIn.path("token").asText(), JSON.createObjectNode()))
                .thenCompose(answer -> desk.connect(answer.path("ticket").asText()));
    }

    private CompletableFuture<JsonNode> ask(String path, @Nullable String token, JsonNode body) {
        return wire.request(HttpMethod.POST, server.resolve(path), token, body.toString(), LIMIT)
                .thenApply(answer -> {
                    if (answer.status() / 100 != 2) {
                        throw new CompletionException(
                                new IOException("refused with status " + answer.status() + ": " + answer.body()));
                    }
                    return parse(answer.body());
                });
    }

    private CompletableFuture<Desk> connect(String ticket) {
        URI address = URI.create(server.toString().replaceFirst("^http", "ws") + "/api/v1/desk?ticket=" + ticket);
        return wire.socket(address, new Wire.Listener() {
                    @Override
                    public void frame(String text) {
                        heard(parse(text));
                    }

                    @Override
                    public void closed() {
                        socket = null;
                    }
                })
                .thenApply(open -> {
                    socket = open;
                    send(JSON.createObjectNode().put("type", "set-presence").put("status", "available"), () -> {});
                    return this;
                });
    }

    private void heard(JsonNode frame) {
        Runnable next =
                frame.path("ok").asBoolean() ? then.remove(frame.path("re").asText()) : null;
        if (next != null) {
            next.run();
        }
        if (frame.path("type").asText().equals("reservation-offered")) {
            JsonNode offer = frame.path("reservation");
            send(
                    JSON.createObjectNode()
                            .put("type", "accept")
                            .put("reservation", offer.path("id").asText()),
                    () -> {});
        } else if (frame.path("type").asText().equals("assigned")) {
            serve(frame.path("conversation").path("id").asText());
        }
    }

    private void serve(String conversation) {
        ObjectNode reply = JSON.createObjectNode()
                .put("type", "post-message")
                .put("conversation", conversation)
                .put("clientMessageId", "served-" + frames)
                .put("visibility", "customer")
                .put("text", "已为您处理。 Seen to.");
        ObjectNode resolve = JSON.createObjectNode()
                .put("type", "resolve")
                .put("conversation", conversation)
                .put("disposition", "solved");
        send(reply, () -> send(resolve, () -> resolved++));
    }

    private void send(ObjectNode frame, Runnable afterwards) {
        Wire.Socket open = socket;
        if (open != null) {
            String id = "frame-" + ++frames;
            then.put(id, afterwards);
            open.send(frame.put("id", id).toString());
        }
    }

    /** How many conversations this agent has resolved. */
    public int resolved() {
        return resolved;
    }

    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CompletionException(e);
        }
    }
}
