package io.parley.edge;

import static io.parley.edge.EdgeFixture.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** An ordinary client of the server. Every request and every answer must match the server's own description. */
public final class Client {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The server's description of its HTTP interface. */
    public final DescribedHttp described;

    /** Its description of the desk socket. */
    public final DescribedFrames frames;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    /** @param base address of the server, without a slash at the end */
    Client(String base) {
        this.base = base;
        described = new DescribedHttp(document("/api/v1/openapi.json"));
        frames = new DescribedFrames(document("/api/v1/asyncapi.json"));
    }

    private JsonNode document(String path) {
        return answer(HttpRequest.newBuilder(URI.create(base + path))).json();
    }

    public Answer get(String path, @Nullable String bearer, String... headers) {
        return send("GET", path, bearer, "", headers);
    }

    /** @param json empty for no body */
    public Answer post(String path, @Nullable String bearer, String json, String... headers) {
        return send("POST", path, bearer, json, headers);
    }

    public Answer post(String path, @Nullable String bearer, byte[] body, String... headers) {
        return send("POST", path, bearer, body, headers);
    }

    /** @param headers names and values in turn */
    public Answer send(String method, String path, @Nullable String bearer, String json, String... headers) {
        return send(method, path, bearer, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A body that is JSON unless the headers say otherwise. */
    public Answer send(String method, String path, @Nullable String bearer, byte[] body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path));
        if (body.length == 0) {
            builder.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            builder.method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                    .setHeader("Content-Type", "application/json");
        }
        if (bearer != null) {
            builder.setHeader("Authorization", "Bearer " + bearer);
        }
        for (int i = 0; i < headers.length; i += 2) {
            builder.setHeader(headers[i], headers[i + 1]);
        }
        Answer answer = answer(builder);
        HttpRequest request = builder.build();
        described.exchanged(
                new DescribedHttp.Sent(
                        method,
                        request.uri(),
                        request.headers().firstValue("Content-Type").orElse(""),
                        new String(body, StandardCharsets.UTF_8)),
                answer);
        return answer;
    }

    private Answer answer(HttpRequest.Builder request) {
        HttpResponse<String> response =
                await(http.sendAsync(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString()));
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /**
     * @param url of a socket of this server; only a path is taken as its own
     * @throws CompletionException with a {@link WebSocketHandshakeException} when it is refused
     */
    public WebSocket open(String url, WebSocket.Listener listener, String... headers) {
        URI uri = URI.create(url.startsWith("/") ? base.replaceFirst("^http", "ws") + url : url);
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        try {
            WebSocket socket = builder.buildAsync(uri, listener).join();
            described.asked(uri, 101);
            return socket;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                described.asked(uri, refused.getResponse().statusCode());
            }
            throw e;
        }
    }
}
