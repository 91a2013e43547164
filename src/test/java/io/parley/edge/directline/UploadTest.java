package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.upload.MalformedUploads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Files, through the public protocol. */
class UploadTest {

    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static final String BOUNDARY = "----parley";

    private static EdgeFixture parley;
    private static Client http;
    private static DirectLineClient client;

    private record File(String name, String claimed, byte[] bytes) {}

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
        http.described.expectAllAnswered("upload");
    }

    @Test
    void keepsAPictureAndShowsItToTheThread() {
        Open thread = client.start(SECRET);
        Answer sent = upload(thread, DirectLineClient.message("u1", "look"), new File("点.png", "image/png", PNG));
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);

        eventually(() -> !attachments(thread).isEmpty());
        JsonNode attachment = attachments(thread).get(0);
        assertThat(attachment.path("contentType").asText()).isEqualTo("image/png");
        assertThat(attachment.path("name").asText()).isEqualTo("点.png");
        Answer file = get(attachment.path("contentUrl").asText());
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("Content-Type")).isEqualTo("image/png");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.header("Content-Disposition")).startsWith("inline").contains("%E7%82%B9.png");
        assertThat(file.header("Content-Security-Policy")).contains("sandbox");
    }

    @Test
    void storesAnUploadOnceWhenItIsRepeated() {
        Open thread = client.start(SECRET);
        File picture = new File("dot.png", "image/png", PNG);
        Answer first = upload(thread, DirectLineClient.message("u1", "look"), picture);
        int kept = parley.uploads.count();
        Answer again = upload(thread, DirectLineClient.message("u1", "look"), picture);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(parley.uploads.count()).isEqualTo(kept);

        byte[] other = PNG.clone();
        other[other.length - 1]++;
        Answer changed =
                upload(thread, DirectLineClient.message("u1", "look"), new File("dot.png", "image/png", other));
        assertThat(changed.status()).isEqualTo(409);
    }

    @Test
    void takesAFileHoweverFarBehindTheBotIs() {
        Open thread = client.start(SECRET);
        try {
            parley.bot.closedFor = Duration.ofSeconds(10);
            Answer sent = upload(thread, DirectLineClient.message("u1", "look"), new File("dot.png", "image/png", PNG));
            assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        } finally {
            parley.bot.closedFor = Duration.ZERO;
        }
    }

    @Test
    void takesOneFileAsTheBody() {
        Open thread = client.start(SECRET);
        Answer sent = http.post(
                "/v3/directline/conversations/" + thread.id() + "/upload?userId=someone",
                thread.token(),
                PNG,
                "Content-Type",
                "image/png",
                "Content-Disposition",
                "attachment; filename=\"dot.png\"");
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        eventually(() -> attachments(thread).size() == 1);
    }

    @Test
    void looksAtTheFileAndNotAtWhatIsClaimed() {
        Open thread = client.start(SECRET);
        byte[] page =
                "<!doctype html><html><body><script>alert(1)</script></body></html>".getBytes(StandardCharsets.UTF_8);
        byte[] drawing = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"
                .getBytes(StandardCharsets.UTF_8);
        byte[] program = new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0};
        for (File file : List.of(
                new File("picture.png", "image/png", page),
                new File("picture.svg", "image/png", drawing),
                new File("script.js", "text/plain", "alert(1)".getBytes(StandardCharsets.UTF_8)),
                new File("picture.jpg", "image/jpeg", program),
                new File("empty.png", "image/png", new byte[0]))) {
            Answer sent = upload(thread, DirectLineClient.message(null, "look"), file);
            assertThat(sent.status()).as(file.name()).isEqualTo(400);
            assertThat(sent.json().path("code").asText()).isEqualTo("bad-request");
        }
    }

    @Test
    void savesRatherThanShowsATextOrADocument() {
        Open thread = client.start(SECRET);
        upload(
                thread,
                DirectLineClient.message(null, "see"),
                new File("a.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        upload(
                thread,
                DirectLineClient.message(null, "see"),
                new File("a.pdf", "x/y", "%PDF-1.4\n%%EOF".getBytes(StandardCharsets.UTF_8)));
        eventually(() -> attachments(thread).size() == 2);
        for (JsonNode attachment : attachments(thread)) {
            assertThat(get(attachment.path("contentUrl").asText()).header("Content-Disposition"))
                    .startsWith("attachment");
        }
    }

    @Test
    void refusesMoreThanTheLimit() {
        Open thread = client.start(SECRET);
        byte[] large = new byte[10 * 1024 * 1024 + 1];
        System.arraycopy(PNG, 0, large, 0, PNG.length);
        Answer sent = upload(thread, DirectLineClient.message(null, "look"), new File("large.png", "image/png", large));
        assertThat(sent.status()).isEqualTo(413);
        assertThat(sent.json().path("code").asText()).isEqualTo("too-large");
    }

    @Test
    void refusesWhatIsNoUpload() {
        Open thread = client.start(SECRET);
        String path = "/v3/directline/conversations/" + thread.id() + "/upload";
        Answer broken = http.post(path, thread.token(), "nonsense", "Content-Type", "multipart/form-data; boundary=x");
        assertThat(broken.status()).as(broken.body()).isEqualTo(400);
        Answer none = upload(thread, DirectLineClient.message(null, "only words"));
        assertThat(none.status()).as(none.body()).isEqualTo(400);
        assertThat(get(parley.base() + "/api/v1/uploads/demo/0123").status()).isEqualTo(404);
    }

    @Test
    void logsNothingOfAMalformedUpload() {
        Open thread = client.start(SECRET);
        String path = "/v3/directline/conversations/" + thread.id() + "/upload";
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        MalformedUploads filter = new MalformedUploads();
        filter.start();
        logged.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.getLoggerContext().addTurboFilter(filter);
        root.addAppender(logged);
        try {
            for (String wrong : List.of("\r", "\u0000", "\rX: y", "\u0007")) {
                String body = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a"
                        + wrong + ".png\"\r\nContent-Type: image/png\r\n\r\n" + "x".repeat(20_000) + "\r\n--" + BOUNDARY
                        + "--\r\n";
                Answer refused = http.post(
                        path, thread.token(), body, "Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
                assertThat(refused.status()).as(refused.body()).isEqualTo(400);
            }
        } finally {
            root.detachAppender(logged);
            root.getLoggerContext().getTurboFilterList().remove(filter);
        }
        assertThat(logged.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    @Test
    void refusesAnActivityThatIsNoObject() {
        Open thread = client.start(SECRET);
        for (String activity : List.of("5", "[]", "null", "\"message\"")) {
            assertThat(upload(thread, activity, new File("a.txt", "text/plain", new byte[] {1}))
                            .status())
                    .as(activity)
                    .isEqualTo(400);
        }
    }

    @Test
    void keepsTheNameAsItWasGiven() {
        Open thread = client.start(SECRET);
        // As browsers write a quotation mark in a form.
        upload(thread, DirectLineClient.message("u1", "look"), new File("a%22b.png", "image/png", PNG));
        eventually(() -> !attachments(thread).isEmpty());
        JsonNode attachment = attachments(thread).get(0);
        assertThat(attachment.path("name").asText()).isEqualTo("a\"b.png");
        assertThat(get(attachment.path("contentUrl").asText()).header("Content-Disposition"))
                .isEqualTo("inline; filename=\"a\\\"b.png\"; filename*=UTF-8''a%22b.png");
    }

    @Test
    void tellsAClientThatSendsToSomebodyElsesThreadSoThatItCanRead() throws Exception {
        Open mine = client.start(SECRET);
        Open yours = client.start(SECRET);

        assertThat(statusOnceAllIsSent(yours, mine.token(), 8 * 1024 * 1024)).isEqualTo("HTTP/1.1 403");
    }

    @Test
    void tellsAClientThatSendsTooMuchSoThatItCanRead() throws Exception {
        Open mine = client.start(SECRET);

        assertThat(statusOnceAllIsSent(mine, mine.token(), 12 * 1024 * 1024)).isEqualTo("HTTP/1.1 413");
    }

    /** By hand: as browsers do, it sends all of the body before it reads. */
    private static String statusOnceAllIsSent(Open thread, String token, int length) throws IOException {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", parley.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /v3/directline/conversations/" + thread.id() + "/upload HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + parley.port() + "\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Type: image/png\r\nContent-Length: " + length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[64 * 1024];
            for (int sent = 0; sent < length; sent += piece.length) {
                socket.getOutputStream().write(piece);
            }
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void knowsNoFileByTheNameOfAnotherTenant() {
        Open thread = client.start(SECRET);
        upload(thread, DirectLineClient.message("u1", "look"), new File("dot.png", "image/png", PNG));
        eventually(() -> !attachments(thread).isEmpty());
        String url = attachments(thread).get(0).path("contentUrl").asText();
        Answer missing = get(url.substring(0, url.length() - 1) + "x");
        Answer others = get(url.replace("/uploads/demo/", "/uploads/other/"));
        assertThat(get(url).status()).isEqualTo(200);
        assertThat(others.status()).isEqualTo(404);
        assertThat(others.body()).isEqualTo(missing.body());
    }

    @Test
    void refusesMoreFilesThanADayBringsToAThreadAndAnAddressAndLeavesOthersAlone() {
        try (EdgeFixture few = new EdgeFixture(
                """
                parley.http.proxies.trusted = ["127.0.0.0/8"]
                parley.http.limits.of-tenants.uploads { thread.files = 2, address.files = 3 }
                """)) {
            DirectLineClient theirs = new DirectLineClient(few.client);
            Open first = theirs.start(SECRET);
            Open second = theirs.start(SECRET);
            assertThat(one(few, first, "198.51.100.1").status()).isEqualTo(200);
            assertThat(one(few, first, "198.51.100.1").status()).isEqualTo(200);
            Answer full = one(few, first, "198.51.100.1");
            assertThat(full.status()).isEqualTo(429);
            assertThat(Long.parseLong(full.header("Retry-After"))).isBetween(1L, 86_400L);
            assertThat(one(few, second, "198.51.100.1").status()).isEqualTo(200);
            assertThat(one(few, second, "198.51.100.1").status()).isEqualTo(429);
            assertThat(one(few, second, "198.51.100.2").status()).isEqualTo(200);
        }
    }

    @Test
    void countsWhatIsKeptAndNotWhatIsDeclaredOrComesAgain() throws Exception {
        try (EdgeFixture few =
                new EdgeFixture("parley.http.limits.of-tenants.uploads { thread.bytes = 10 MiB, thread.files = 1 }")) {
            DirectLineClient theirs = new DirectLineClient(few.client);
            Open thread = started(few, theirs);
            try (java.net.Socket halfSent = declared(few, thread)) {
                Answer kept = one(few, thread, "198.51.100.1", "Idempotency-Key", "u1");
                assertThat(kept.status()).as(kept.body()).isEqualTo(200);
                Answer again = one(few, thread, "198.51.100.1", "Idempotency-Key", "u1");
                assertThat(again.status()).as(again.body()).isEqualTo(200);
                assertThat(again.json()).isEqualTo(kept.json());
            }
            assertThat(one(few, thread, "198.51.100.1").status()).isEqualTo(429);
        }
    }

    @Test
    void asksToComeBackInAMomentWhileTooManyAreOnTheirWay() throws Exception {
        try (EdgeFixture few = new EdgeFixture("parley.http.limits.uploads-at-once.thread = 1")) {
            DirectLineClient theirs = new DirectLineClient(few.client);
            Open thread = started(few, theirs);
            Open other = theirs.start(SECRET);
            try (java.net.Socket halfSent = declared(few, thread)) {
                Answer full = one(few, thread, "198.51.100.1");
                assertThat(full.status()).isEqualTo(429);
                assertThat(Long.parseLong(full.header("Retry-After"))).isBetween(1L, 10L);
                assertThat(one(few, other, "198.51.100.1").status()).isEqualTo(200);
            }
            eventually(() -> one(few, thread, "198.51.100.1").status() == 200);
        }
    }

    @Test
    void cutsOffAnUploadThatTakesTooLong() throws Exception {
        try (EdgeFixture hasty = new EdgeFixture("parley.http.limits.uploads-at-once.within = 300ms")) {
            DirectLineClient theirs = new DirectLineClient(hasty.client);
            Open thread = started(hasty, theirs);
            try (java.net.Socket halfSent = declared(hasty, thread)) {
                // After the rest of the answer to "Expect".
                assertThat(new Scanner(halfSent.getInputStream(), StandardCharsets.US_ASCII)
                                .findWithinHorizon("HTTP/1.1 413", 1_000))
                        .isNotNull();
            }
        }
    }

    @Test
    void takesManySmallOnesOfUnknownLengthAtOnce() {
        try (EdgeFixture few = new EdgeFixture(
                """
                parley.http.limits.uploads-at-once.thread = 6
                parley.http.limits.of-tenants.uploads { thread.bytes = 11 MiB, thread.files = 6 }
                """)) {
            DirectLineClient theirs = new DirectLineClient(few.client);
            Open thread = started(few, theirs);
            List<Answer> answers = IntStream.range(0, 6)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> one(few, thread, "198.51.100.1")))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).extracting(Answer::status).containsOnly(200);
        }
    }

    private static Open started(EdgeFixture server, DirectLineClient client) {
        Open thread = client.start(SECRET);
        // The first answer of a fresh node may take too long.
        eventually(() -> client.poll(thread, null).status() == 200);
        return thread;
    }

    /** An upload that the server reads, of which a few bytes of very many have been sent. */
    private static java.net.Socket declared(EdgeFixture server, Open thread) throws IOException {
        java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST /v3/directline/conversations/" + thread.id()
                                + "/upload HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                                + "\r\nAuthorization: Bearer " + thread.token()
                                + "\r\nExpect: 100-continue\r\nContent-Type: text/plain"
                                + "\r\nContent-Length: " + 10 * 1024 * 1024 + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        // Said once the body is wanted.
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 100");
        socket.getOutputStream().write("only this".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static Answer one(EdgeFixture server, Open thread, String address, String... more) {
        List<String> headers = new ArrayList<>(List.of(
                "Content-Type",
                "image/png",
                "Content-Disposition",
                "attachment; filename=\"dot.png\"",
                "X-Forwarded-For",
                address));
        headers.addAll(List.of(more));
        return server.client.post(
                "/v3/directline/conversations/" + thread.id() + "/upload",
                thread.token(),
                PNG,
                headers.toArray(String[]::new));
    }

    private static Answer get(String url) {
        return http.get(url.substring(parley.base().length()), null);
    }

    private static List<JsonNode> attachments(Open thread) {
        return DirectLineClient.activities(client.poll(thread, null).json()).stream()
                .filter(activity -> activity.has("attachments"))
                .map(activity -> activity.path("attachments").path(0))
                .toList();
    }

    private static Answer upload(Open thread, String activity, File... files) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "activity", "blob", "application/vnd.microsoft.activity", activity.getBytes(StandardCharsets.UTF_8));
        for (File file : files) {
            part(body, "file", file.name(), file.claimed(), file.bytes());
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return http.post(
                "/v3/directline/conversations/" + thread.id() + "/upload?userId=someone",
                thread.token(),
                body.toByteArray(),
                "Content-Type",
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    private static void part(ByteArrayOutputStream body, String name, String file, String type, byte[] bytes) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + file + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(bytes);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
}
