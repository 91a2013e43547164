package io.parley.edge.directline;

import static io.parley.edge.directline.ParleyFixture.AUTH_SECRET;
import static io.parley.edge.directline.ParleyFixture.ORIGIN;
import static io.parley.edge.directline.ParleyFixture.OTHER_SECRET;
import static io.parley.edge.directline.ParleyFixture.SECRET;
import static io.parley.edge.directline.ParleyFixture.WIDGET_KEY;
import static io.parley.edge.directline.ParleyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.edge.directline.DirectLineClient.Answer;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a customer's client may rely on, seen through the public protocol only. */
class DirectLineTest {

    private static final String CONVERSATIONS = "/v3/directline/conversations";

    private static ParleyFixture parley;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new ParleyFixture();
        client = new DirectLineClient(parley.base());
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    // ---- the exchange ----

    @Test
    void tellsTheCustomersOwnMessageAndTheBotsAnswerBySocket() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            Answer posted = client.post(thread, "m1", "hello");
            assertThat(posted.status()).isEqualTo(200);

            eventually(() -> socket.texts().size() == 2);
            assertThat(socket.texts()).containsExactly("hello", "echo: hello");
            JsonNode own = first(socket, "hello");
            assertThat(own.path("id").asText())
                    .isEqualTo(posted.json().path("id").asText());
            assertThat(own.path("from").path("role").asText()).isEqualTo("user");
            assertThat(own.path("channelData").path("clientActivityID").asText())
                    .isEqualTo("m1");
            JsonNode answer = first(socket, "echo: hello");
            assertThat(answer.path("from").path("id").asText()).isEqualTo("bot");
            assertThat(answer.path("from").path("role").asText()).isEqualTo("bot");
            assertThat(answer.path("replyToId").asText())
                    .isEqualTo(own.path("id").asText());
            assertThat(answer.path("channelData")
                            .path("sources")
                            .path(0)
                            .path("article")
                            .asText())
                    .isEqualTo("a1");
        }
    }

    @Test
    void tellsTheSameByPolling() {
        Open thread = newThread();
        client.post(thread, "m1", "hello");

        eventually(() -> polled(thread, null).equals(List.of("hello", "echo: hello")));
        String watermark = client.poll(thread, null).json().path("watermark").asText();
        client.post(thread, "m2", "again");
        eventually(() -> polled(thread, watermark).equals(List.of("again", "echo: again")));
    }

    @Test
    void offersAChoiceAsSuggestedActions() {
        Open thread = newThread();
        client.post(thread, "m1", "choice please");

        eventually(() -> polled(thread, null).size() == 2);
        JsonNode answer = client.poll(thread, null).json().path("activities").path(1);
        assertThat(answer.path("text").asText()).isEqualTo("Which one?");
        JsonNode action = answer.path("suggestedActions").path("actions").path(0);
        assertThat(action.path("type").asText()).isEqualTo("imBack");
        assertThat(action.path("title").asText()).isEqualTo("First");
        assertThat(action.path("value").asText()).isEqualTo("one");
    }

    @Test
    void resumesFromTheWatermarkWithNothingLostAndNothingTwice() {
        Open thread = newThread();
        String watermark;
        try (Socket socket = new Socket(thread.streamUrl())) {
            client.post(thread, "m1", "one");
            eventually(() -> socket.texts().size() == 2);
            watermark = socket.watermark;
        }
        client.post(thread, "m2", "two");
        eventually(() -> polled(thread, watermark).size() == 2);

        try (Socket again = new Socket(client.reconnect(thread, watermark).streamUrl())) {
            client.post(thread, "m3", "three");
            eventually(() -> again.texts().size() == 4);
            assertThat(again.texts()).containsExactly("two", "echo: two", "three", "echo: three");
        }
    }

    @Test
    void showsTheWholeThreadToASecondTabWhileTheFirstGoesOn() {
        Open thread = newThread();
        try (Socket first = new Socket(thread.streamUrl())) {
            client.post(thread, "m1", "one");
            eventually(() -> first.texts().size() == 2);
            try (Socket second = new Socket(client.reconnect(thread, "").streamUrl())) {
                eventually(() -> second.texts().size() == 2);
                client.post(thread, "m2", "two");
                eventually(() -> first.texts().size() == 4 && second.texts().size() == 4);
                assertThat(first.texts()).isEqualTo(second.texts());
            }
        }
    }

    @Test
    void surviesARestartOfTheConversationUnderAnOpenSocket() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            client.post(thread, "m1", "one");
            eventually(() -> socket.texts().size() == 2);
            ConversationId id = parley.conversation(thread.id());
            for (int i = 2; i < 6; i++) {
                parley.stop(id);
                int number = i;
                eventually(() ->
                        client.post(thread, "m" + number, "text " + number).status() == 200);
            }
            eventually(() -> socket.texts().contains("echo: text 5"));
            assertThat(socket.texts().stream().filter(t -> t.startsWith("text")).toList())
                    .containsExactly("text 2", "text 3", "text 4", "text 5");
        }
    }

    @Test
    void keepsTheOrderOfManyMessagesSentAtOnce() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            List<CompletableFuture<Answer>> posts = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.post(thread, "m" + i, "text " + i)))
                    .toList();
            posts.forEach(post -> assertThat(post.join().status()).isEqualTo(200));
            eventually(() ->
                    socket.texts().stream().filter(t -> t.startsWith("text")).count() == 40);
            List<Long> sequences = socket.activities.stream()
                    .filter(a -> a.path("channelData").has("sequence"))
                    .map(a -> a.path("channelData").path("sequence").asLong())
                    .toList();
            assertThat(sequences).isSorted().doesNotHaveDuplicates();
            List<String> ids =
                    socket.activities.stream().map(a -> a.path("id").asText()).toList();
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    // ---- once, and only what was said ----

    @Test
    void storesAMessageOnceWhenTwoClientsSendTheSameIdAtOnce() {
        Open thread = newThread();
        List<CompletableFuture<Answer>> posts = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.post(thread, "same", "hello")))
                .toList();
        Set<String> ids = new java.util.HashSet<>();
        for (CompletableFuture<Answer> post : posts) {
            assertThat(post.join().status()).isEqualTo(200);
            ids.add(post.join().json().path("id").asText());
        }

        assertThat(ids).hasSize(1);
        long received = parley.journal(parley.conversation(thread.id())).stream()
                .filter(e -> e.event() instanceof Conversation.MessageReceived)
                .count();
        assertThat(received).isEqualTo(1);
    }

    @Test
    void takesTheIdFromTheIdempotencyKeyHeaderToo() {
        Open thread = newThread();
        Answer first = keyed(thread, "hello");
        Answer second = keyed(thread, "hello");
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(keyed(thread, "changed").status()).isEqualTo(409);
    }

    private static Answer keyed(Open thread, String text) {
        return client.send(
                "POST",
                CONVERSATIONS + "/" + thread.id() + "/activities",
                thread.token(),
                DirectLineClient.message(null, text),
                "Idempotency-Key",
                "key-1");
    }

    @Test
    void refusesAnotherBodyUnderTheSameId() {
        Open thread = newThread();
        client.post(thread, "m1", "hello");
        Answer changed = client.post(thread, "m1", "something else");

        assertProblem(changed, 409, "message-conflict");
        assertThat(parley.journal(parley.conversation(thread.id())).stream()
                        .filter(e -> e.event() instanceof Conversation.MessageReceived))
                .hasSize(1);
    }

    // ---- with a human ----

    @Test
    void tellsTheWayToAHumanAndTheirWordsButNeverInternalNotes() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            ConversationId id = handOver(thread);
            eventually(
                    () -> socket.has(a -> a.path("value").path("state").asText().equals("queued")));
            eventually(() -> socket.has(a -> a.path("value").path("position").asInt() == 1));
            parley.agentTakes(id);
            parley.agentSays(id, "a secret note", Conversation.Visibility.INTERNAL);
            parley.agentSays(id, "How can I help?", Conversation.Visibility.CUSTOMER);

            eventually(() -> socket.texts().contains("How can I help?"));
            JsonNode assigned = socket.activities.stream()
                    .filter(a -> a.path("value").path("state").asText().equals("assigned"))
                    .findFirst()
                    .orElseThrow();
            assertThat(assigned.path("name").asText()).isEqualTo("handoff.status");
            assertThat(assigned.path("value")
                            .path("agent")
                            .path("name")
                            .path("zh")
                            .asText())
                    .isEqualTo("订单专席");
            JsonNode words = first(socket, "How can I help?");
            assertThat(words.path("from").path("id").asText()).isEqualTo("agent");
            assertThat(words.path("channelData")
                            .path("author")
                            .path("name")
                            .path("en")
                            .asText())
                    .isEqualTo("Orders desk");

            client.post(thread, "m2", "thanks");
            eventually(() -> socket.texts().contains("thanks"));
            assertThat(socket.activities.toString()).doesNotContain("secret note");
            assertThat(client.poll(thread, null).response().body()).doesNotContain("secret note");
            parley.agentResolves(id);
        }
    }

    @Test
    void opensANewConversationInTheSameThreadAfterResolution() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            ConversationId id = handOver(thread);
            parley.agentTakes(id);
            parley.agentResolves(id);
            eventually(() -> socket.has(a -> a.path("type").asText().equals("endOfConversation")));

            assertThat(client.post(thread, "m2", "one more thing").status()).isEqualTo(200);
            eventually(() -> socket.texts().contains("echo: one more thing"));
            assertThat(parley.conversation(thread.id())).isNotEqualTo(id);
            assertThat(polled(thread, null))
                    .containsExactly(
                            "an agent please", "echo: an agent please", "one more thing", "echo: one more thing");
            assertThat(socket.texts()).isEqualTo(polled(thread, null));
            // What was sent before the end and is repeated after it is still known.
            assertThat(client.post(thread, "m1", "an agent please")
                            .json()
                            .path("id")
                            .asText())
                    .isEqualTo(thread.id() + "|1-2");
        }
    }

    @Test
    void keepsTheRatingOfTheConversation() {
        Open thread = newThread();
        client.post(thread, "m1", "hello");
        assertThat(event(thread, "rating", "5").status()).isEqualTo(200);
        assertThat(parley.journal(parley.conversation(thread.id())))
                .anyMatch(e -> e.event() instanceof Conversation.ConversationRated rated && rated.stars() == 5);
        assertProblem(event(thread, "rating", "6"), 400, "bad-request");
        assertProblem(event(thread, "rating", "\"5\""), 400, "bad-request");
        assertThat(event(thread, "journey", "{}").status()).isEqualTo(202);
    }

    private static Answer event(Open thread, String name, String value) {
        return client.send(
                "POST",
                CONVERSATIONS + "/" + thread.id() + "/activities",
                thread.token(),
                "{\"type\":\"event\",\"name\":\"" + name + "\",\"value\":" + value + "}");
    }

    @Test
    void showsTheBotTyping() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            client.post(thread, "m1", "first");
            eventually(() -> socket.texts().size() == 2);
            client.post(thread, "m2", "second");
            eventually(() -> socket.has(a -> a.path("type").asText().equals("typing")));
            Answer typing = client.send(
                    "POST", CONVERSATIONS + "/" + thread.id() + "/activities", thread.token(), "{\"type\":\"typing\"}");
            assertThat(typing.status()).isEqualTo(200);
        }
    }

    // ---- who may do what ----

    @Test
    void givesAPageFromAnAllowedOriginAThreadOfItsOwn() {
        Answer answer = widget(ORIGIN, "{\"user\":{\"id\":\"dl_" + UUID.randomUUID() + "\",\"name\":\"小明\"}}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        Open thread = DirectLineClient.open(answer);

        Answer refreshed = client.send("POST", "/v3/directline/tokens/refresh", thread.token(), "", "Origin", ORIGIN);
        assertThat(refreshed.json().path("conversationId").asText()).isEqualTo(thread.id());
        assertThat(client.post(thread, "m1", "你好").status()).isEqualTo(200);
        assertThat(parley.summary(parley.conversation(thread.id())).customerName())
                .isEqualTo("小明");
    }

    @Test
    void refusesAPageFromAnotherOriginOrWithAnIdThatIsNotItsOwn() {
        assertProblem(widget("https://evil.example", "{}"), 403, "not-allowed");
        assertProblem(client.send("POST", CONVERSATIONS, WIDGET_KEY, "{}"), 403, "not-allowed");
        assertProblem(widget(ORIGIN, "{\"user\":{\"id\":\"someone\"}}"), 400, "bad-request");
        Open thread = newThread();
        assertThatThrownBy(() -> new Socket(thread.streamUrl(), "Origin", "https://evil.example"))
                .hasStackTraceContaining("403");
        Answer widgetReads =
                client.send("GET", CONVERSATIONS + "/" + thread.id() + "/activities", WIDGET_KEY, "", "Origin", ORIGIN);
        assertProblem(widgetReads, 403, "not-allowed");
    }

    private static Answer widget(String origin, String body) {
        return client.send("POST", CONVERSATIONS, WIDGET_KEY, body, "Origin", origin);
    }

    @Test
    void answersABrowsersPreflight() {
        Answer answer = client.send(
                "OPTIONS", CONVERSATIONS, null, "", "Origin", ORIGIN, "Access-Control-Request-Method", "POST");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization");
    }

    @Test
    void keepsAThreadFromTheTokenOfAnother() {
        Open mine = newThread();
        Open yours = newThread();
        client.post(yours, "m1", "private");

        for (String id : List.of(yours.id(), UUID.randomUUID().toString())) {
            Open wrong = new Open(id, mine.token(), "");
            assertProblem(client.poll(wrong, null), 403, "not-allowed");
            assertProblem(client.post(wrong, "m2", "hi"), 403, "not-allowed");
        }
        String url = yours.streamUrl().replace(yours.id(), mine.id());
        assertThatThrownBy(() -> new Socket(url)).hasStackTraceContaining("403");
    }

    @Test
    void keepsTenantsApart() {
        Open ours = newThread();
        client.post(ours, "m1", "private");
        Open asked = new Open(ours.id(), OTHER_SECRET, "");
        Answer answer = client.poll(asked, null);
        assertThat(answer.json().path("activities")).isEmpty();
        assertThat(answer.response().body()).doesNotContain("private");
    }

    @Test
    void refusesForgedAndExpiredTokensAsClientsExpect() {
        Open thread = newThread();
        Tokens forger = new Tokens(AUTH_SECRET.replace('0', 'x'), Duration.ofHours(1), Clock.systemUTC());
        Tokens ours = new Tokens(AUTH_SECRET, Duration.ofHours(-1), Clock.systemUTC());
        CustomerThread inside = new CustomerThread(
                ParleyFixture.TENANT, ParleyFixture.ACCOUNT, new io.parley.CustomerId(thread.id()), "dl_x", null);

        Answer forged = client.poll(new Open(thread.id(), forger.token(inside), ""), null);
        assertProblem(forged, 403, "not-allowed");
        Answer expired = client.poll(new Open(thread.id(), ours.token(inside), ""), null);
        assertProblem(expired, 403, "not-allowed");
        assertThat(expired.json().path("error").path("code").asText()).isEqualTo("TokenExpired");
        Answer unsigned = client.poll(new Open(thread.id(), "eyJhbGciOiJub25lIn0.eyJjb252IjoieCJ9.", ""), null);
        assertProblem(unsigned, 403, "not-allowed");
        // A ticket for a socket is no token.
        String ticket = thread.streamUrl().substring(thread.streamUrl().indexOf("t=") + 2);
        assertProblem(client.poll(new Open(thread.id(), ticket, ""), null), 403, "not-allowed");
        assertProblem(client.poll(new Open(thread.id(), "a-wrong-secret", ""), null), 403, "not-allowed");
        assertProblem(
                client.send("GET", CONVERSATIONS + "/" + thread.id() + "/activities", null, ""),
                401,
                "sign-in-required");
    }

    @Test
    void opensOneSocketATicket() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            assertThat(socket.closed).isFalse();
            assertThatThrownBy(() -> new Socket(thread.streamUrl())).hasStackTraceContaining("403");
        }
    }

    @Test
    void letsAProgramUseAThreadItStartedWithoutSayingWhoFor() {
        Open thread = DirectLineClient.open(client.send("POST", CONVERSATIONS, SECRET, ""));
        assertThat(client.post(thread, SECRET, "m1", "hello").status()).isEqualTo(200);
        assertThat(client.post(thread, SECRET, "m2", "again").status()).isEqualTo(200);
        eventually(() -> polled(new Open(thread.id(), SECRET, ""), null).contains("echo: again"));
        // The token knows the same thread.
        assertThat(polled(thread, null)).contains("hello", "again");
    }

    // ---- what clients get wrong, or do on purpose ----

    @Test
    void refusesWhatIsTooLargeOrNoJson() {
        Open thread = newThread();
        String path = CONVERSATIONS + "/" + thread.id() + "/activities";
        assertProblem(client.post(thread, "m1", "x".repeat(8_001)), 413, "too-large");
        assertProblem(client.post(thread, "m1", "x".repeat(100_000)), 413, "too-large");
        assertProblem(client.send("POST", path, thread.token(), "{\"type\":"), 400, "bad-request");
        assertProblem(client.send("POST", path, thread.token(), "null"), 400, "bad-request");
        assertProblem(client.send("POST", path, thread.token(), "[]"), 400, "bad-request");
        assertProblem(client.send("POST", path, thread.token(), ""), 400, "bad-request");
        String deep = "{\"type\":\"message\",\"text\":\"x\",\"value\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertProblem(client.send("POST", path, thread.token(), deep), 400, "bad-request");
        byte[] noUtf8 = {'{', '"', 't', 'y', 'p', 'e', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'};
        assertProblem(
                client.send("POST", path, thread.token(), HttpRequest.BodyPublishers.ofByteArray(noUtf8)),
                400,
                "bad-request");
        assertProblem(client.post(thread, "m1", "   "), 400, "bad-request");
        assertProblem(client.post(thread, "x".repeat(201), "hi"), 400, "bad-request");
        assertProblem(client.poll(thread, "nonsense"), 400, "bad-request");
        assertProblem(client.send("DELETE", path, thread.token(), ""), 405, "bad-request");
        assertProblem(client.send("GET", "/v3/directline/nothing", thread.token(), ""), 404, "not-found");
        assertProblem(
                client.send("GET", "/v3/directline/conversations/" + thread.id() + "/stream", null, ""),
                400,
                "bad-request");
    }

    @Test
    void refusesTenMegabytesWithoutReadingThem() throws Exception {
        Open thread = newThread();
        // By hand: the JDK's client waits for ever when a refusal comes before its body is sent.
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", parley.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + CONVERSATIONS + "/" + thread.id() + "/activities HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + parley.port + "\r\nAuthorization: Bearer " + thread.token()
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
        try (Socket socket = new Socket(thread.streamUrl())) {
            socket.socket.sendText("x".repeat(10 * 1024 * 1024), true).exceptionally(e -> null);
            eventually(() -> socket.closed);
        }
        assertThat(client.post(thread, "m1", "still here").status()).isEqualTo(200);
    }

    @Test
    void cleansTextsThatCouldNotBeSentOn() {
        Open thread = newThread();
        String body = "{\"type\":\"message\",\"text\":\"a\\ud800b\\u0000c\\u0007d\\r\\ne\\ud83d\\ude00 \\u202eevil\"}";
        Answer answer = client.send("POST", CONVERSATIONS + "/" + thread.id() + "/activities", thread.token(), body);
        assertThat(answer.status()).isEqualTo(200);
        eventually(() -> polled(thread, null).contains("a\uFFFDbcd\ne😀 \u202eevil"));
    }

    @Test
    void cutsOffAClientThatNeverReadsAndKeepsTheThreadWhole() throws Exception {
        Open thread = newThread();
        try (java.net.Socket silent = new java.net.Socket()) {
            silent.setReceiveBufferSize(8 * 1024);
            silent.connect(new java.net.InetSocketAddress("127.0.0.1", parley.port));
            String path = thread.streamUrl().substring(thread.streamUrl().indexOf("/v3"));
            silent.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + parley.port
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String text = "x".repeat(7_900);
            long said = 0;
            for (int i = 0; i < 500; i++) {
                assertThat(client.post(thread, "m" + i, text + i).status()).isEqualTo(200);
                said += 2L * text.length();
            }
            eventually(Duration.ofSeconds(20), () -> parley.sessions() == 0);

            // Others are not affected, and the thread is whole.
            List<String> all = new ArrayList<>();
            String watermark = null;
            for (int page = 0; page < 10; page++) {
                JsonNode set = client.poll(thread, watermark).json();
                all.addAll(DirectLineClient.texts(DirectLineClient.activities(set)));
                watermark = set.path("watermark").asText();
            }
            assertThat(all.stream().filter(t -> t.startsWith("x"))).hasSize(500);
            long got = 0;
            byte[] buffer = new byte[64 * 1024];
            silent.setSoTimeout(30_000);
            for (int n; (n = silent.getInputStream().read(buffer)) >= 0; ) {
                got += n;
            }
            assertThat(got).isLessThan(said);
        }
    }

    // ---- words of this test ----

    private static Open newThread() {
        return client.start(SECRET, "dl_" + UUID.randomUUID());
    }

    private static ConversationId handOver(Open thread) {
        assertThat(client.post(thread, "m1", "an agent please").status()).isEqualTo(200);
        return parley.conversation(thread.id());
    }

    private static List<String> polled(Open thread, String watermark) {
        return DirectLineClient.texts(
                DirectLineClient.activities(client.poll(thread, watermark).json()));
    }

    private static JsonNode first(Socket socket, String text) {
        return socket.activities.stream()
                .filter(a -> a.path("text").asText().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.response().body()).isNotEmpty();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).endsWith(".");
    }
}
