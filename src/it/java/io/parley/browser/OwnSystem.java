package io.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.parley.signing.Signature;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A company's own system on the demo's generic channel: brings what customers say, and takes what they are told. */
final class OwnSystem implements AutoCloseable {

    private static final String ACCOUNT = "demo.generic-demo";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation parley;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private final HttpServer receiver;

    OwnSystem(Installation parley) throws IOException {
        this.parley = parley;
        // Where the demo's channel account posts its replies.
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 9099), 0);
        receiver.createContext("/replies", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean genuine = Signature.parse(exchange.getRequestHeaders().getFirst(Signature.HEADER))
                    .filter(signature -> signature.fits(parley.signingSecret(ACCOUNT), body))
                    .isPresent();
            exchange.sendResponseHeaders(genuine ? 204 : 401, -1);
            exchange.close();
            if (genuine) {
                replies.add(JSON.readTree(body).path("text").asText());
            }
        });
        receiver.start();
    }

    void says(String messageId, String account, String text) throws IOException {
        byte[] body = JSON.writeValueAsBytes(Map.of(
                "messageId", messageId, "from", Map.of("id", "+86 100 0000 1234", "account", account), "text", text));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(parley.address() + "/api/v1/channels/" + ACCOUNT + "/messages"))
                .header(
                        Signature.HEADER,
                        Signature.of(parley.signingSecret(ACCOUNT), Instant.now(), body)
                                .toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /** The next reply. */
    String hears() {
        try {
            String reply = replies.poll(15, TimeUnit.SECONDS);
            assertThat(reply).as("a reply").isNotNull();
            return reply;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        receiver.stop(0);
    }
}
