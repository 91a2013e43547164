package io.parley.edge.directline;

import static io.parley.edge.directline.ParleyFixture.ORIGIN;
import static io.parley.edge.directline.ParleyFixture.SECRET;
import static io.parley.edge.directline.ParleyFixture.WIDGET_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.directline.DirectLineClient.Answer;
import io.parley.edge.directline.DirectLineClient.Open;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every answer has, the pages, and how floods are met. */
class EdgeServerTest {

    private static ParleyFixture parley;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new ParleyFixture(Map.of(
                "parley.http.limits.posts-per-second", 1,
                "parley.http.limits.posts-burst", 5,
                "parley.http.limits.threads-per-second", 1,
                "parley.http.limits.threads-burst", 5));
        client = new DirectLineClient(parley.base());
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void throttlesOneCustomerAndNobodyElse() {
        Open loud = client.start(SECRET, "dl_" + UUID.randomUUID());
        Open quiet = client.start(SECRET, "dl_" + UUID.randomUUID());
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            Answer answer = client.post(loud, "m" + i, "text " + i);
            if (answer.status() == 429) {
                refused++;
                assertThat(answer.header("Retry-After")).isNotEmpty();
                assertThat(answer.json().path("code").asText()).isEqualTo("too-many-requests");
            }
        }
        assertThat(refused).isGreaterThan(5);
        assertThat(client.post(quiet, "m1", "hello").status()).isEqualTo(200);
    }

    @Test
    void throttlesThreadsStartedByAPage() {
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            Answer answer = client.send("POST", "/v3/directline/tokens/generate", WIDGET_KEY, "{}", "Origin", ORIGIN);
            refused += answer.status() == 429 ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(5);
    }

    @Test
    void tellsBackTheCorrelationIdWhenItIsHarmless() {
        assertThat(client.send("GET", "/nothing", null, "", "X-Correlation-Id", "abc-1")
                        .header("X-Correlation-Id"))
                .isEqualTo("abc-1");
        Answer answer = client.send("GET", "/nothing", null, "", "X-Correlation-Id", "a b${x}");
        assertThat(answer.header("X-Correlation-Id")).matches("[0-9a-f-]{36}");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @Test
    void servesThePagesWithCachingAndAPolicy() {
        Answer script = client.send("GET", "/widget.js", null, "");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type")).contains("javascript");
        String tag = script.header("ETag");
        assertThat(tag).isNotEmpty();
        assertThat(client.send("GET", "/widget.js", null, "", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);

        Answer console = client.send("GET", "/console/", null, "");
        assertThat(console.header("Content-Security-Policy"))
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'");
        assertThat(client.send("GET", "/console/assets/main-0123.js", null, "").header("Cache-Control"))
                .contains("immutable");
        // A view of the console has no file of its own.
        Answer view = client.send("GET", "/console/conversations/c1", null, "");
        assertThat(view.status()).isEqualTo(200);
        assertThat(view.response().body()).isEqualTo(console.response().body());
        assertThat(client.send("GET", "/console", null, "").status()).isEqualTo(308);
        assertThat(client.send("GET", "/console/assets/none.js", null, "").status())
                .isEqualTo(404);
        assertThat(client.send("GET", "/", null, "").status()).isEqualTo(200);
    }

    @Test
    void servesNoFileOutsideThePages() {
        for (String path : new String[] {
            "/../reference.conf",
            "/%2e%2e/reference.conf",
            "/console/%2e%2e/%2e%2e/reference.conf",
            "/..%2freference.conf"
        }) {
            Answer answer = client.send("GET", path, null, "");
            assertThat(answer.response().body()).as(path).doesNotContain("parley {");
            assertThat(answer.status()).as(path).isIn(200, 400, 404);
        }
    }

    @Test
    void tellsAWidgetWhatItMayKnow() {
        Answer widget = client.send("GET", "/api/v1/widget/" + WIDGET_KEY, null, "", "Origin", ORIGIN);
        assertThat(widget.json().path("greeting").path("zh").asText()).isEqualTo("您好");
        assertThat(widget.json().path("suggestions").path("en").path(0).asText())
                .isEqualTo("Where is my order?");
        assertThat(widget.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(widget.response().body()).doesNotContain("ecret");
        assertThat(client.send("GET", "/api/v1/widget/" + WIDGET_KEY, null, "", "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(client.send("GET", "/api/v1/widget/none", null, "").status()).isEqualTo(404);
    }

    @Test
    void answersWhatIsNoHttpWithAProblemToo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", parley.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /a\\b|c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("bad-request");
        }
    }
}
