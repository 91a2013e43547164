package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed, oversized and unexpected requests. */
class ShopRequestsTest extends ShopFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "{}",
                "{\"address\":1}",
                "{\"address\":\"\"}",
                "{\"address\":\"a\\u0000b\"}",
                "{\"phone\":\"not a phone\"}",
                "{\"status\":\"delivered\"}",
                "{\"phone\":\"+86 100 0000 1234\"} {}",
                "{\"phone\":\"+86 100 0000 1234\",\"phone\":\"+86 100 0000 4321\"}"
            })
    void refusesABodyItDoesNotUnderstandAndChangesNothing(String body) throws Exception {
        JsonNode before = get("/orders/30552").at(200);

        assertThat(patch("/orders/30552", body).code(400)).isEqualTo("invalid-request");

        assertThat(get("/orders/30552").at(200)).isEqualTo(before);
    }

    @Test
    void refusesWhatIsTooLong() throws Exception {
        assertThat(get("/orders/" + "1".repeat(65)).code(400)).isEqualTo("invalid-request");
        assertThat(get("/products?query=" + "a".repeat(201)).code(400)).isEqualTo("invalid-request");
        assertThat(patch("/orders/30552", "{\"address\":\"" + "a".repeat(201) + "\"}")
                        .code(400))
                .isEqualTo("invalid-request");
        assertThat(post("/orders/10001/return", " ".repeat(20_000), null).code(413))
                .isEqualTo("request-too-large");
        assertThat(post("/orders/10001/return", "", "k".repeat(101)).code(400)).isEqualTo("invalid-request");
        assertThat(get("/orders/10001").at(200).path("status").asText()).isEqualTo("delivered");
    }

    @Test
    void refusesABodyWithoutALengthThatIsTooLong() throws Exception {
        HttpResponse<String> response = HTTP.send(
                request("/orders/10001/return")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[40_000])))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxPrice=cheap", "maxPrice=-1", "maxPrice=1e9", "maxPrice=", "query=", "feature=%00"})
    void refusesAMalformedSearch(String search) throws Exception {
        assertThat(get("/products?" + search).code(400)).isEqualTo("invalid-request");
    }

    @Test
    void refusesOtherMethodsPathsMediaTypesAndBrowsers() throws Exception {
        assertThat(get("/products?maxPrice=cheap").code(400)).isEqualTo("invalid-request");
        assertThat(get("/nothing").code(404)).isEqualTo("not-found");
        assertThat(send(request("/orders/10001").DELETE()).code(405)).isEqualTo("method-not-allowed");
        assertThat(send(request("/orders/10001/return")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .code(415))
                .isEqualTo("unsupported-media-type");
        assertThat(send(request("/orders/10001/return")
                                .header("Origin", "https://elsewhere.example")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .code(403))
                .isEqualTo("browser-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /shop/v1/orders/%2e%2e/x HTTP/1.1",
                "GET /shop/v1/orders/%zz HTTP/1.1",
                "GET /shop/v1/orders/a%2Fb HTTP/1.1",
                "GET /shop/v1/products?query=%ff%fe HTTP/1.1",
                "GET /shop/v1/products?query=%zz HTTP/1.1",
                "NONSENSE"
            })
    void neverShowsAStackTraceToWhoeverSendsNonsense(String line) throws Exception {
        String answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
        assertThat(answer).doesNotContain("Exception", "\tat ", "Jetty", "<html");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", shop.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
