package io.parley.edge.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.parley.edge.kit.Json;
import io.parley.signing.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A company's receiver of replies, over real HTTP: keeps the replies it accepted, and refuses unsigned ones. */
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private final List<JsonNode> seen = new CopyOnWriteArrayList<>();

    /** The status of its answers. */
    volatile int status = 204;

    /** The secret with which it checks signatures. */
    volatile String secret = "";

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/replies", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String shown = exchange.getRequestHeaders().getFirst(Signature.HEADER);
            boolean signed = shown != null
                    && Signature.parse(shown)
                            .filter(signature -> signature.fits(secret, body))
                            .isPresent();
            JsonNode message = Json.read(body, JsonNode.class);
            int answer = signed ? status : 401;
            seen.add(message);
            if (answer / 100 == 2) {
                taken.add(message);
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/replies";
    }

    /** Every attempt, including refused ones. */
    List<JsonNode> seen() {
        return List.copyOf(seen);
    }

    List<JsonNode> taken(String user) {
        return taken.stream()
                .filter(message -> message.at("/to/id").asText().equals(user))
                .toList();
    }

    List<String> texts(String user) {
        return taken(user).stream()
                .map(message -> message.path("text").asText())
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
