package io.parley.bots.composing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stand-in for a server with OpenAI's chat completions API, whose answers are set by the test. No test uses a real model.
 */
public final class LanguageModelStandIn implements AutoCloseable {

    /** Its behaviour on a request. */
    public interface Behaviour {
        void answer(LanguageModelStandIn standIn, HttpExchange exchange) throws IOException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Behaviour behaviour = says("{\"answerable\": false, \"answer\": \"\", \"citations\": []}");

    public LanguageModelStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/v1/chat/completions", exchange -> {
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            bodies.add(JSON.readTree(exchange.getRequestBody()).toString());
            try (exchange) {
                behaviour.answer(this, exchange);
            }
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    public LanguageModelStandIn does(Behaviour now) {
        behaviour = now;
        return this;
    }

    /** A good answer of the agreed form. */
    public LanguageModelStandIn answers(String answer, Integer... citations) {
        return does(answering(answer, citations));
    }

    /** The requests it received, without white space, oldest first. */
    public List<String> bodies() {
        return bodies;
    }

    public List<Map<String, List<String>>> headers() {
        return headers;
    }

    /** The message of a role in a request. */
    public static String message(String body, String role) {
        try {
            for (JsonNode message : JSON.readTree(body).get("messages")) {
                if (message.get("role").asText().equals(role)) {
                    return message.get("content").asText();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no message of " + role);
    }

    // ---- behaviours ----

    public static Behaviour answering(String answer, Integer... citations) {
        try {
            return says(JSON.writeValueAsString(
                    Map.of("answerable", true, "answer", answer, "citations", List.of(citations))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A response with this text. */
    public static Behaviour says(String content) {
        return (standIn, exchange) -> send(exchange, 200, completion(content));
    }

    public static Behaviour status(int status, String body) {
        return (standIn, exchange) -> send(exchange, status, body);
    }

    /** Accepts the request and never answers. */
    public static Behaviour hangs() {
        return (standIn, exchange) -> standIn.untilOver();
    }

    /** Starts an answer that never ends. */
    public static Behaviour hangsHalfway() {
        return (standIn, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write("{\"choices\": [".getBytes(StandardCharsets.UTF_8));
            body.flush();
            standIn.untilOver();
        };
    }

    public static String completion(String content) throws IOException {
        return JSON.writeValueAsString(Map.of(
                "id",
                "stand-in-1",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "stand-in",
                "choices",
                List.of(Map.of(
                        "index",
                        0,
                        "message",
                        Map.of("role", "assistant", "content", content),
                        "finish_reason",
                        "stop")),
                "usage",
                Map.of("prompt_tokens", 300, "completion_tokens", 40, "total_tokens", 340)));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void untilOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
