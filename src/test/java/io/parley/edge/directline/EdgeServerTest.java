package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.WIDGET_KEY;
import static io.parley.edge.EdgeFixture.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.DescribedHttp.Operation;
import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every answer has, the pages, and how floods are met. */
class EdgeServerTest {

    private static EdgeFixture parley;
    private static Client http;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture(
                """
                parley.http.limits { posts-per-second = 1, posts-burst = 5, threads-per-second = 1, threads-burst = 5 }
                akka.http.server.idle-timeout = 5s
                """);
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
        http.described.expectAllAnswered("api");
        http.described.expectAllAnswered("page");
        http.described.expectAllAnswered("ops");
    }

    @Test
    void throttlesOneCustomerAndNobodyElse() {
        Open loud = client.start(SECRET);
        Open quiet = client.start(SECRET);
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
            Answer answer = http.post("/v3/directline/tokens/generate", WIDGET_KEY, "{}", "Origin", ORIGIN);
            refused += answer.status() == 429 ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(5);
    }

    @Test
    void servesOthersWhileHandshakesAreLeftHalfOpenByTheThousandAndThenClosesThose() throws Exception {
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 1_500; i++) {
                Socket socket = new Socket("127.0.0.1", parley.port());
                halfOpen.add(socket);
                socket.getOutputStream().write("GET /v3/directline HTTP/1.1\r\nHost: x\r\nUpgr".getBytes(UTF_8));
            }
            Open thread = client.start(SECRET);
            assertThat(client.post(thread, "m1", "hello").status()).isEqualTo(200);

            for (Socket socket : halfOpen) {
                socket.setSoTimeout(20_000);
                assertThat(endsWithoutAnAnswer(socket)).isTrue();
            }
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    private static boolean endsWithoutAnAnswer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void tellsBackTheCorrelationIdWhenItIsHarmless() {
        assertThat(http.get("/nothing", null, "X-Correlation-Id", "abc-1").header("X-Correlation-Id"))
                .isEqualTo("abc-1");
        Answer answer = http.get("/nothing", null, "X-Correlation-Id", "a b${x}");
        assertThat(answer.header("X-Correlation-Id")).matches("[0-9a-f-]{36}");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @Test
    void signsInTheDemosVisitorsAsItsCustomerAndNobodyElse() {
        for (String id : List.of("demo-customer", "demo-customer-li7")) {
            Answer signed = http.get("/demo/account?id=" + id, null);
            assertThat(signed.status()).isEqualTo(200);
            assertThat(signed.header("Cache-Control")).isEqualTo("no-store");
            String body =
                    "{\"account\":{\"id\":\"" + signed.json().path("account").asText() + "\",\"proof\":\""
                            + signed.json().path("proof").asText() + "\"}}";
            assertThat(http.post("/v3/directline/tokens/generate", SECRET, body).status())
                    .isEqualTo(200);
        }
        for (String id :
                List.of("", "4711", "demo-customers", "demo-customer-", "demo-customer-A%7C", "xdemo-customer")) {
            assertThat(http.get("/demo/account?id=" + id, null).status()).as(id).isEqualTo(400);
        }
    }

    @Test
    void servesThePagesWithCachingAndAPolicy() {
        Answer script = http.get("/widget.js", null);
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type")).contains("javascript");
        String tag = script.header("ETag");
        assertThat(tag).isNotEmpty();
        assertThat(http.get("/widget.js", null, "If-None-Match", tag).status()).isEqualTo(304);

        Answer console = http.get("/console/", null);
        assertThat(console.header("Content-Security-Policy"))
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'");
        assertThat(http.get("/console/assets/main-0123.js", null).header("Cache-Control"))
                .contains("immutable");
        // A view of the console has no file of its own.
        Answer view = http.get("/console/conversations/c1", null);
        assertThat(view.status()).isEqualTo(200);
        assertThat(view.body()).isEqualTo(console.body());
        assertThat(http.get("/console", null).status()).isEqualTo(308);
        assertThat(http.get("/console/assets/none.js", null).status()).isEqualTo(404);
        assertThat(http.get("/", null).status()).isEqualTo(200);
    }

    @Test
    void servesFilesCompressedToThoseWhoAcceptIt() throws Exception {
        HttpResponse<byte[]> plain = script("GET", null);
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        Map.of(
                        "gzip, deflate, br", "br",
                        "gzip, deflate", "gzip",
                        "br;q=0, *", "gzip",
                        "identity", "",
                        "br;q=0, gzip;q=0", "")
                .forEach((accepted, encoding) -> {
                    HttpResponse<byte[]> answer = script("GET", accepted);
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.headers().firstValue("Content-Encoding").orElse(""))
                            .as(accepted)
                            .isEqualTo(encoding);
                    assertThat(answer.headers().firstValue("Vary")).hasValue("Accept-Encoding");
                    assertThat(answer.headers().firstValue("Content-Type"))
                            .isEqualTo(plain.headers().firstValue("Content-Type"));
                    assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                            .contains("immutable");
                });

        byte[] zipped = script("GET", "gzip").body();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped))).hasBinaryContent(plain.body());
        assertThat(script("GET", "br").body()).hasSizeLessThan(zipped.length);
    }

    @Test
    void knowsEachFormOfAFileByATagOfItsOwn() {
        String plain = script("GET", null).headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> small = script("GET", "br");
        String tag = small.headers().firstValue("ETag").orElseThrow();

        assertThat(tag).isNotEqualTo(plain);
        HttpResponse<byte[]> again = script("GET", "br", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        assertThat(script("GET", null, "If-None-Match", tag).statusCode()).isEqualTo(200);

        HttpResponse<byte[]> head = script("HEAD", "br");
        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Encoding", "Content-Type", "ETag", "Vary")) {
            assertThat(head.headers().firstValue(header))
                    .as(header)
                    .isPresent()
                    .isEqualTo(small.headers().firstValue(header));
        }
    }

    private static HttpResponse<byte[]> script(String method, @Nullable String accepted, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(parley.base() + "/console/assets/main-0123.js"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (accepted != null) {
            request.header("Accept-Encoding", accepted);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return EdgeFixture.await(
                HttpClient.newHttpClient().sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    @Test
    void servesNoFileOutsideThePages() {
        for (String path : new String[] {
            "/../reference.conf",
            "/%2e%2e/reference.conf",
            "/console/%2e%2e/%2e%2e/reference.conf",
            "/..%2freference.conf"
        }) {
            Answer answer = http.get(path, null);
            assertThat(answer.body()).as(path).doesNotContain("parley {");
            assertThat(answer.status()).as(path).isIn(200, 400, 404);
        }
    }

    @Test
    void tellsAWidgetWhatItMayKnow() {
        Answer widget = http.get("/api/v1/widget/" + WIDGET_KEY, null, "Origin", ORIGIN);
        assertThat(widget.json().path("greeting").path("zh").asText()).isEqualTo("您好");
        assertThat(widget.json().path("suggestions").path("en").path(0).asText())
                .isEqualTo("Where is my order?");
        assertThat(widget.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(widget.body()).doesNotContain("ecret");
        assertThat(http.get("/api/v1/widget/" + WIDGET_KEY, null, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/api/v1/widget/none", null).status()).isEqualTo(404);
    }

    @Test
    void servesItsDescriptions() {
        assertThat(http.get("/api/v1/openapi.json", null).json().path("openapi").asText())
                .startsWith("3.1");
        assertThat(http.get("/api/v1/asyncapi.json", null)
                        .json()
                        .path("asyncapi")
                        .asText())
                .startsWith("3.0");
    }

    @Test
    void servesNoMethodThatIsNotDescribed() {
        Set<Operation> described = Set.copyOf(http.described.operations());
        for (Operation known : described) {
            for (String method : List.of("get", "post", "put", "patch", "delete")) {
                Operation operation = new Operation(method, known.path());
                if (!described.contains(operation)) {
                    assertThat(call(operation).status())
                            .as(operation.toString())
                            .isIn(404, 405);
                }
            }
        }
    }

    @Test
    void asksForCredentialsExactlyWhereItSaysSo() {
        for (Operation operation : http.described.operations()) {
            Answer answer = call(operation);
            if (http.described.needsCredentials(operation)) {
                assertThat(answer.status()).as(operation.toString()).isEqualTo(401);
                assertThat(answer.json().path("code").asText()).isIn("sign-in-required", "signature-refused");
            } else {
                assertThat(answer.status()).as(operation.toString()).isNotEqualTo(401);
            }
        }
    }

    private static Answer call(Operation operation) {
        return http.send(
                operation.method().toUpperCase(Locale.ROOT),
                operation.path().replaceAll("\\{[^}]*}", "unknown"),
                null,
                "");
    }

    @Test
    void saysWhetherItMayBeSentWork() {
        assertThat(http.get("/health/live", null).json().path("live").asBoolean())
                .isTrue();
        eventually(() -> http.get("/health/ready", null).status() == 200);
        parley.databaseAnswers = false;
        eventually(() -> http.get("/health/ready", null).status() == 503);
        assertThat(http.get("/health/ready", null).json().path("database").asBoolean())
                .isFalse();
        parley.databaseAnswers = true;
        eventually(() -> http.get("/health/ready", null).status() == 200);
    }

    @Test
    void tellsItsFigures() {
        assertThat(http.get("/metrics", null).body()).contains("jvm_memory_used_bytes");
    }

    @Test
    void answersWhatIsNoHttpWithAProblemToo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", parley.port())) {
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
