package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The demo shop, and a customer's requests to it. */
abstract class ShopFixture {

    static final ObjectMapper JSON = new ObjectMapper();

    static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    String account = "demo-customer";

    String phoneEnd;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T03:00:00Z"));

    ShopServer shop;

    @BeforeEach
    void open() throws IOException {
        shop = ShopServer.start("127.0.0.1", 0, data, clock);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    Answer patch(String path, String body) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer post(String path, String body, String idempotencyKey) throws Exception {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + shop.port() + "/shop/v1" + path))
                .timeout(Duration.ofSeconds(10));
        if (account != null) {
            request.header("X-Customer-Account", account);
        }
        if (phoneEnd != null) {
            request.header("X-Phone-End", phoneEnd);
        }
        return request;
    }

    static Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    record Answer(int status, String contentType, String text) {
        JsonNode at(int expected) throws IOException {
            assertThat(status).as(text).isEqualTo(expected);
            return JSON.readTree(text);
        }

        String code(int expected) throws IOException {
            return at(expected).path("code").asText();
        }
    }

    static final class SettableClock extends Clock {
        volatile Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.fixed(now).withZone(zone);
        }
    }
}
