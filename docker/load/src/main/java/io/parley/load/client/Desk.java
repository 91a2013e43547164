package io.parley.load.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An agent's console on the wire: signs in, opens the desk's socket, sends requests, and passes on what it is shown. All methods are called
 * on the wire's loop.
 */
public final class Desk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** A console that is silent for a minute is considered dead. */
    private static final long PING_SECONDS = 20;

    /** The credentials of an agent who can sign in to the console. */
    public record SignIn(String email, String password) {}

    private final Wire wire;
    private final URI server;
    private final Consumer<JsonNode> shown;
    private final Runnable closed;
    private final Map<String, CompletableFuture<JsonNode>> asked = new HashMap<>();
    private Wire.@Nullable Socket socket;
    private @Nullable ScheduledFuture<?> pinging;
    private int frames;

    private Desk(Wire wire, URI server, Consumer<JsonNode> shown, Runnable closed) {
        this.wire = wire;
        this.server = server;
        this.shown = shown;
        this.closed = closed;
    }

    /** The desk's refusal of a frame. */
    public static final class Refused extends IOException {

        private static final Set<String> TEMPORARY =
                Set.of("temporarily-unavailable", "overloaded", "too-many-requests");

        private final String code;

        private Refused(String code, String detail) {
            super("the desk refused: " + code + ": " + detail);
            this.code = code;
        }

        /** Whether the same frame may be accepted later. */
        public boolean isTemporary() {
            return TEMPORARY.contains(code);
        }
    }

    /**
     * Completed when the socket is open.
     *
     * @param shown receives every frame except the answers to requests
     */
    public static CompletableFuture<Desk> open(Wire wire, URI server, SignIn agent, Consumer<JsonNode> shown) {
        return open(wire, server, agent, shown, () -> {});
    }

    /**
     * As {@link #open(Wire, URI, SignIn, Consumer)}.
     *
     * @param closed called once when the socket, having been open, is closed
     */
    public static CompletableFuture<Desk> open(
            Wire wire, URI server, SignIn agent, Consumer<JsonNode> shown, Runnable closed) {
        Desk desk = new Desk(wire, server, shown, closed);
        ObjectNode credentials =
                JSON.createObjectNode().put("email", agent.email()).put("password", agent.password());
        return desk.request("/api/v1/sign-in", null, credentials)
                .thenCompose(signedIn -> desk.request(
                        "/api/v1/desk/ticket", signedIn.path("token").asText(), JSON.createObjectNode()))
                .thenCompose(answer -> desk.connect(answer.path("ticket").asText()));
    }

    private CompletableFuture<JsonNode> request(String path, @Nullable String token, JsonNode body) {
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
                        over();
                    }
                })
                .thenApply(open -> {
                    socket = open;
                    pinging = wire.loop()
                            .scheduleAtFixedRate(
                                    () -> ask("ping", Map.of()), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
                    return this;
                });
    }

    private void heard(JsonNode frame) {
        String answers = frame.path("re").asText();
        if (answers.isEmpty()) {
            shown.accept(frame);
            return;
        }
        CompletableFuture<JsonNode> waiting = asked.remove(answers);
        if (waiting == null) {
            return;
        }
        if (frame.path("ok").asBoolean()) {
            waiting.complete(frame);
        } else {
            JsonNode error = frame.path("error");
            waiting.completeExceptionally(new Refused(
                    error.path("code").asText(), error.path("detail").asText()));
        }
    }

    /**
     * Sends a frame.
     *
     * @return the answer; fails with an {@link IOException} when it is refused, or when the socket closes before it arrives
     */
    public CompletableFuture<JsonNode> ask(String type, Map<String, String> fields) {
        Wire.Socket open = socket;
        if (open == null) {
            return CompletableFuture.failedFuture(new IOException("the desk is closed"));
        }
        ObjectNode frame =
                JSON.createObjectNode().put("id", "frame-" + ++frames).put("type", type);
        fields.forEach(frame::put);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put("frame-" + frames, answer);
        open.send(frame.toString());
        return answer;
    }

    private void over() {
        socket = null;
        if (pinging != null) {
            pinging.cancel(false);
        }
        IOException lost = new IOException("the desk was closed before it answered");
        Map.copyOf(asked).values().forEach(waiting -> waiting.completeExceptionally(lost));
        asked.clear();
        closed.run();
    }

    public boolean isOpen() {
        return socket != null;
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
