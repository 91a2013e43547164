package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ExtendedActorSystem;
import akka.actor.LocalActorRef;
import akka.actor.typed.javadsl.Adapter;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Answer;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Mistakes and attacks of clients. */
class HostileClientsTest extends DirectLineFixture {

    @Test
    void refusesWhatIsTooLargeOrNoJson() {
        Open thread = newThread();
        String path = DirectLineClient.activities(thread);
        assertProblem(client.post(thread, "m1", "x".repeat(8_001)), 413, "too-large");
        assertProblem(client.post(thread, "m1", "x".repeat(100_000)), 413, "too-large");
        assertProblem(http.post(path, thread.token(), "{\"type\":"), 400, "bad-request");
        for (String body : List.of("null", "[]", "", "5", "\"message\"")) {
            assertProblem(http.post(path, thread.token(), body), 400, "bad-request");
        }
        String deep = "{\"type\":\"message\",\"text\":\"x\",\"value\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertProblem(http.post(path, thread.token(), deep), 400, "bad-request");
        byte[] noUtf8 = {'{', '"', 't', 'y', 'p', 'e', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'};
        assertProblem(http.post(path, thread.token(), noUtf8), 400, "bad-request");
        byte[] surrogate = DirectLineClient.message("m1", "half: ?").getBytes(StandardCharsets.ISO_8859_1);
        byte[] half = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
        assertProblem(http.post(path, thread.token(), with(surrogate, half)), 400, "bad-request");
        byte[] lastBefore = {(byte) 0xED, (byte) 0x9F, (byte) 0xBF};
        assertThat(http.post(path, thread.token(), with(surrogate, lastBefore)).status())
                .isEqualTo(200);
        assertProblem(client.post(thread, "m1", "   "), 400, "bad-request");
        assertProblem(client.post(thread, "x".repeat(201), "hi"), 400, "bad-request");
        for (String wrong : List.of(
                "nonsense", "-", "1", "1-", "-1", "1--1", "%2B1-%2B3", "%EF%BC%91-%EF%BC%93", "%D9%A1-1", "1-1-1")) {
            assertProblem(client.poll(thread, wrong), 400, "bad-request");
        }
        assertProblem(http.send("DELETE", path, thread.token(), ""), 405, "bad-request");
        assertProblem(http.get("/v3/directline/nothing", thread.token()), 404, "not-found");
        assertProblem(http.get(CONVERSATIONS + "/" + thread.id() + "/stream", null), 400, "bad-request");
    }

    @Test
    void refusesFieldsOfAnotherType() {
        Open thread = newThread();
        String path = DirectLineClient.activities(thread);
        for (String wrong : List.of(
                "\"channelData\":{\"clientActivityID\":{}}",
                "\"channelData\":{\"clientActivityID\":[]}",
                "\"channelData\":{\"clientActivityID\":5}",
                "\"channelData\":\"m1\"",
                "\"attachments\":\"abc\"",
                "\"attachments\":{}",
                "\"from\":\"me\"",
                "\"from\":{\"id\":[\"me\"]}")) {
            assertProblem(
                    http.post(path, thread.token(), "{\"type\":\"message\",\"text\":\"hi\"," + wrong + "}"),
                    400,
                    "bad-request");
        }
        assertThat(polled(thread, null)).isEmpty();
        for (String wrong : List.of(
                "\"account\":\"x\"",
                "\"account\":[\"x\"]",
                "\"account\":{\"id\":[\"x\"]}",
                "\"account\":{\"id\":5}",
                "\"user\":\"x\"",
                "\"user\":{\"id\":{}}",
                "\"threadSecret\":[]")) {
            assertProblem(http.post("/v3/directline/tokens/generate", SECRET, "{" + wrong + "}"), 400, "bad-request");
            assertProblem(http.post(CONVERSATIONS, SECRET, "{" + wrong + "}"), 400, "bad-request");
        }
        assertProblem(
                http.post("/v3/directline/tokens/refresh", thread.token(), "{\"account\":\"x\"}"), 400, "bad-request");
    }

    @Test
    void refusesTenMegabytesWithoutReadingThem() throws Exception {
        Open thread = newThread();
        // By hand: the JDK's client waits for ever when a refusal comes before its body is sent.
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", parley.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + CONVERSATIONS + "/" + thread.id() + "/activities HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + parley.port() + "\r\nAuthorization: Bearer " + thread.token()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n{\"type\":")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void closesASocketOnAFrameOfTenMegabytes() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            socket.socket.sendText("x".repeat(10 * 1024 * 1024), true).exceptionally(e -> null);
            eventually(() -> socket.closed);
        }
        assertThat(client.post(thread, "m1", "still here").status()).isEqualTo(200);
    }

    @Test
    void cleansTextsThatCouldNotBeSentOn() {
        Open thread = newThread();
        String body = "{\"type\":\"message\",\"text\":\"a\\ud800bc\\u0007d\\r\\ne\\ud83d\\ude00 \\u202eevil\"}";
        Answer answer = http.post(DirectLineClient.activities(thread), thread.token(), body);
        assertThat(answer.status()).isEqualTo(200);
        eventually(() -> polled(thread, null).contains("a\uFFFDbcd\ne😀 \u202eevil"));
    }

    @Test
    void refusesATextWithNul() {
        Open thread = newThread();
        Answer answer = http.post(
                DirectLineClient.activities(thread), thread.token(), "{\"type\":\"message\",\"text\":\"a\\u0000b\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("NUL");
    }

    @Test
    void cutsOffAClientThatNeverReadsAndKeepsTheThreadWhole() throws Exception {
        Open thread = newThread();
        try (java.net.Socket silent = new java.net.Socket()) {
            silent.setReceiveBufferSize(8 * 1024);
            silent.connect(new java.net.InetSocketAddress("127.0.0.1", parley.port()));
            String path = thread.streamUrl().substring(thread.streamUrl().indexOf("/v3"));
            silent.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + parley.port()
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            // Three bytes each: what the connection holds is full after fewer messages.
            String text = "字".repeat(7_900);
            long said = 0;
            for (int i = 0; i < 175; i++) {
                assertThat(client.post(thread, "m" + i, text + i).status()).isEqualTo(200);
                said += 2L * 3 * text.length();
            }
            eventually(Duration.ofSeconds(20), () -> sessions() == 0);

            // Others are not affected, and the thread is whole.
            List<String> all = new ArrayList<>();
            String watermark = null;
            for (int page = 0; page < 10; page++) {
                JsonNode set = client.poll(thread, watermark).json();
                all.addAll(DirectLineClient.texts(DirectLineClient.activities(set)));
                watermark = set.path("watermark").asText();
            }
            assertThat(all.stream().filter(t -> t.startsWith("字"))).hasSize(175);
            long got = 0;
            byte[] buffer = new byte[64 * 1024];
            silent.setSoTimeout(30_000);
            for (int n; (n = silent.getInputStream().read(buffer)) >= 0; ) {
                got += n;
            }
            assertThat(got).isLessThan(said);
        }
    }

    /** The body with these bytes instead of its question mark. */
    private static byte[] with(byte[] body, byte[] bytes) {
        String replaced = new String(body, StandardCharsets.ISO_8859_1)
                .replace("?", new String(bytes, StandardCharsets.ISO_8859_1));
        return replaced.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How many customers' sockets the server holds. */
    private static long sessions() {
        var guardian = (LocalActorRef) ((ExtendedActorSystem) Adapter.toClassic(parley.system)).systemGuardian();
        var children = guardian.underlying().childrenRefs().children();
        return CollectionConverters.asJavaCollection(children).stream()
                .filter(child -> child.path().name().startsWith("customer-session-"))
                .count();
    }
}
