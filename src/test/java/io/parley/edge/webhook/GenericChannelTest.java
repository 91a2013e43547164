package io.parley.edge.webhook;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.SECRETS;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Console;
import io.parley.signing.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Messages from a company's system, and replies to it. */
class GenericChannelTest extends GenericChannelFixture {

    @AfterAll
    static void everythingThatIsDescribedWasAnswered() {
        http.described.expectAllAnswered("webhook");
    }

    @Test
    void acceptsASignedMessageOnceItIsStoredAndBringsTheAnswer() {
        Answer answer = say("m1", "hello");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().path("messageId").asText()).isEqualTo("m1");
        assertThat(answer.json().path("sequence").asLong()).isEqualTo(2);
        eventually(() -> receiver.texts(user).equals(List.of("echo: hello")));

        JsonNode reply = receiver.taken(user).get(0);
        http.described.check("OutboundMessage", reply);
        String conversation = answer.json().path("conversationId").asText();
        assertThat(reply.path("conversationId").asText()).isEqualTo(conversation);
        assertThat(reply.path("messageId").asText()).isEqualTo(conversation + "-3");
        eventually(() -> delivery(conversation, 3).equals("sent"));
    }

    @Test
    void answersARepeatedMessageAlikeAndStoresItOnce() {
        Answer first = say("m1", "hello");
        List<CompletableFuture<Answer>> again = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> say("m1", "hello")))
                .toList();
        again.forEach(answer -> assertThat(answer.join().body()).isEqualTo(first.body()));
        Answer other = say("m1", "good bye");
        refuses(409, "message-conflict", other);
        eventually(() -> !receiver.texts(user).isEmpty());
        say("m2", "next");
        eventually(() -> receiver.texts(user).equals(List.of("echo: hello", "echo: next")));
    }

    @Test
    void refusesABodyThatIsMuchTooLongOnceItHasCome() {
        for (int i = 0; i < 10; i++) {
            refuses(413, "too-large", say("m", "x".repeat(1_000_000)));
        }
    }

    @Test
    void takesNoNameFromAMessageThatIsNotStored() {
        String conversation = ask("m1", message -> named(message, "hello", "Anna"));
        String customer = "/api/v1/customers/"
                + get("/api/v1/conversations/" + conversation)
                        .at("/customer/id")
                        .asText();
        assertThat(get(customer).path("name").asText()).isEqualTo("Anna");

        ask("m1", message -> named(message, "hello", "Berta"));
        refuses(409, "message-conflict", post(body("m1", message -> named(message, "other", "Clara"))));
        assertThat(get(customer).path("name").asText()).isEqualTo("Anna");

        ask("m2", message -> named(message, "it is me", "Berta"));
        assertThat(get(customer).path("name").asText()).isEqualTo("Berta");
    }

    private void named(Map<String, Object> message, String text, String name) {
        message.put("text", text);
        message.put("from", Map.of("id", user, "name", name));
    }

    @Test
    void refusesWhatIsNotSignedAsItShould() {
        byte[] body = body("m1", message -> message.put("text", "hello"));
        Instant now = Instant.now();
        String good = Signature.of(SECRET, now, body).toString();
        List<Answer> refused = new ArrayList<>();
        refused.add(http.post(PATH, null, body));
        refused.add(http.post(PATH, null, body, Signature.HEADER, "nonsense"));
        refused.add(http.post(PATH, null, body, Signature.HEADER, good.replaceFirst("v1=.", "v1=")));
        refused.add(post(body, Signature.of("another secret", now, body)));
        refused.add(post(body, Signature.of(SECRETS.newest(DEMO, "webchat-demo"), now, body)));
        refused.add(post(body, Signature.of(SECRET, now.minus(Duration.ofMinutes(6)), body)));
        refused.add(post(body, Signature.of(SECRET, now.plus(Duration.ofMinutes(6)), body)));
        refused.add(
                http.post(PATH, null, body("m1", message -> message.put("text", "altered")), Signature.HEADER, good));
        refused.forEach(answer -> {
            refuses(401, "signature-refused", answer);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo(Signature.HEADER);
        });
        assertThat(post(body, Signature.of(SECRET, now.minus(Duration.ofMinutes(4)), body))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void revealsToNobodyWhichAccountsThereAre() {
        byte[] body = body("m1", message -> message.put("text", "hello"));
        Answer wrong = post(body, Signature.of("another secret", Instant.now(), body));
        for (String account : List.of("demo.nobody", "demo.webchat-demo", "nobody.generic-test", "x")) {
            String[] parts = account.split("\\.");
            String secret = parts.length == 2 ? SECRETS.newest(new io.parley.TenantId(parts[0]), parts[1]) : SECRET;
            Answer answer = http.post(
                    "/api/v1/channels/" + account + "/messages",
                    null,
                    body,
                    Signature.HEADER,
                    Signature.of(secret, Instant.now(), body).toString());
            refuses(401, "signature-refused", answer);
            assertThat(answer.body()).isEqualTo(wrong.body());
        }
    }

    @Test
    void refusesWhatItCannotUnderstandOrIsTooMuch() {
        refuses(400, "bad-request", send("no json"));
        refuses(400, "bad-request", send("{}"));
        refuses(400, "bad-request", send("[]"));
        List<Consumer<Map<String, Object>>> bad = List.of(
                message -> {},
                message -> message.put("text", "  "),
                message -> message.put("text", "\u200B\u2060\uFEFF"),
                message -> with(message, "messageId", ""),
                message -> with(message, "messageId", "x".repeat(129)),
                message -> with(message, "messageId", "a\nb"),
                message -> with(message, "from", Map.of("id", "")),
                message -> with(message, "from", Map.of("id", "a|b")),
                message -> with(message, "from", Map.of("id", "x".repeat(257))),
                message -> with(message, "from", Map.of("id", user, "account", "a|b")),
                message -> with(message, "messageId", 5),
                message -> with(message, "from", "somebody"),
                message -> with(message, "from", Map.of("id", 5)),
                message -> with(message, "from", Map.of("id", user, "account", Map.of("a", 1))),
                message -> with(message, "from", Map.of("id", user, "name", List.of("a"))),
                message -> message.put("text", 5),
                message -> message.put("media", "x"),
                message -> with(message, "choice", "x"),
                message -> with(message, "choice", List.of("x")),
                message -> message.put(
                        "media", List.of(Map.of("url", "https://x.example/a", "mime", "image/png", "bytes", -1))),
                message -> message.put(
                        "media", List.of(Map.of("url", "https://x.example/a", "mime", "image/png", "bytes", "many"))),
                message -> with(message, "locale", "zh_CN!"),
                message -> with(message, "sentAt", "yesterday"),
                message -> message.put("media", List.of(Map.of("url", "file:///etc/passwd", "mime", "text/plain"))),
                message -> message.put("media", List.of(Map.of("url", "javascript:alert(1)", "mime", "text/plain"))),
                message -> message.put("media", List.of(Map.of("url", "https://u:p@x.example/a", "mime", "a/b"))),
                message -> message.put("media", List.of(Map.of("url", "https://x.example/a", "mime", "<script>"))),
                message -> message.put(
                        "media",
                        IntStream.range(0, 11)
                                .mapToObj(i -> Map.of("url", "https://x.example/" + i, "mime", "image/png"))
                                .toList()));
        for (int i = 0; i < bad.size(); i++) {
            Answer answer = send(new String(body("m" + i, bad.get(i)), StandardCharsets.UTF_8));
            assertThat(answer.status()).as(i + " " + answer.body()).isEqualTo(400);
        }
        refuses(413, "too-large", say("m", "x".repeat(8_001)));
        refuses(413, "too-large", say("m", "x".repeat(70_000)));
    }

    @Test
    void refusesAnAccountIdFromAChannelAccountThatMustNotVouchForIt() {
        parley.genericAccount("generic-stranger", "", false);
        String secret = SECRETS.newest(DEMO, "generic-stranger");
        String path = "/api/v1/channels/demo.generic-stranger/messages";
        byte[] claim = body("m1", message -> {
            with(message, "from", Map.of("id", user, "account", accountId));
            message.put("text", "hello");
        });
        byte[] plain = body("m2", message -> message.put("text", "hello"));
        refuses(
                403,
                "not-allowed",
                http.post(
                        path,
                        null,
                        claim,
                        Signature.HEADER,
                        Signature.of(secret, Instant.now(), claim).toString()));
        assertThat(http.post(
                                path,
                                null,
                                plain,
                                Signature.HEADER,
                                Signature.of(secret, Instant.now(), plain).toString())
                        .status())
                .isEqualTo(202);
    }

    @Test
    void slowsDownWhoeverFloods() {
        Answer throttled = IntStream.range(0, 120)
                .parallel()
                .mapToObj(i -> say("m" + i, "hello"))
                .filter(answer -> answer.status() == 429)
                .findAny()
                .orElseThrow();
        refuses(429, "too-many-requests", throttled);
        assertThat(throttled.header("Retry-After")).isNotEmpty();
    }

    @Test
    void refusesWhatTheBotCouldNotAnswerInTimeAndTakesItUnderItsIdLater() {
        try {
            parley.bot.closedFor = Duration.ofSeconds(10);
            Answer refused = say("m1", "hello");
            refuses(503, "overloaded", refused);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(10, 15);
        } finally {
            parley.bot.closedFor = Duration.ZERO;
        }
        assertThat(say("m1", "hello").status()).isEqualTo(202);
        eventually(() -> receiver.texts(user).equals(List.of("echo: hello")));
    }

    @Test
    void takesMediaAndChoicesAndKeepsTheName() {
        String conversation = ask("m1", message -> {
            message.put("from", Map.of("id", user, "name", "Demo customer"));
            message.put("choice", Map.of("value", "10001"));
            message.put(
                    "media", List.of(Map.of("url", "https://files.example/a.png", "mime", "image/png", "bytes", 5)));
            message.put("locale", "en-US");
            message.put("sentAt", "2026-11-21T08:00:00Z");
        });
        JsonNode message = entries(conversation).get(1);
        assertThat(message.at("/contents/0/text").asText()).isEqualTo("10001");
        assertThat(message.at("/contents/1/url").asText()).isEqualTo("https://files.example/a.png");
        assertThat(message.at("/via/channel").asText()).isEqualTo("generic");
        JsonNode seen = get("/api/v1/conversations/" + conversation);
        assertThat(seen.at("/customer/name").asText()).isEqualTo("Demo customer");
    }

    @Test
    void bringsChoicesWithTheirOptionsAndAsNumberedWords() {
        say("m1", "choice please");
        eventually(() -> receiver.texts(user).equals(List.of("Which one?\n1. First")));
        JsonNode content = receiver.taken(user).get(0).at("/contents/0");
        assertThat(content.path("type").asText()).isEqualTo("choice");
        assertThat(content.at("/options/0/value").asText()).isEqualTo("one");
    }

    @Test
    void bringsRepliesInOrderOnceTheReceiverIsBack() {
        try (Receiver away = new Receiver()) {
            String account = "generic-" + UUID.randomUUID();
            away.secret = SECRETS.newest(DEMO, account);
            away.status = 503;
            parley.genericAccount(account, away.address());
            List<String> expected = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                int number = i;
                String said = "number " + i;
                byte[] body = body("m" + number, message -> message.put("text", said));
                Answer stored = http.post(
                        "/api/v1/channels/demo." + account + "/messages",
                        null,
                        body,
                        Signature.HEADER,
                        Signature.of(away.secret, Instant.now(), body).toString());
                assertThat(stored.status()).isEqualTo(202);
                expected.add("echo: " + said);
                eventually(() -> answers(stored.json().path("conversationId").asText()) == number);
            }
            eventually(() -> away.seen().size() >= 3);
            assertThat(away.seen())
                    .extracting(message -> message.path("text").asText())
                    .containsOnly("echo: number 1");
            away.status = 200;
            eventually(() -> away.texts(user).equals(expected));
        }
    }

    @Test
    void tellsTheDeskWhatCouldNotBeBrought() {
        String account = "generic-" + UUID.randomUUID();
        parley.genericAccount(account, "");
        byte[] body = body("m1", message -> message.put("text", "hello"));
        Answer answer = http.post(
                "/api/v1/channels/demo." + account + "/messages",
                null,
                body,
                Signature.HEADER,
                Signature.of(SECRETS.newest(DEMO, account), Instant.now(), body).toString());
        String conversation = answer.json().path("conversationId").asText();
        eventually(() -> delivery(conversation, 3).equals("failed"));
        JsonNode last = entries(conversation).get(entries(conversation).size() - 1);
        assertThat(last.at("/data/reason").asText()).isEqualTo("no-callback");
    }

    @Test
    void bringsWhatAnAgentSaysAndTheirAnswers() {
        String skill = "s" + UUID.randomUUID().toString().substring(0, 8);
        try (Console console = Console.open(parley, parley.agent(DEMO, Role.AGENT, 3, skill))) {
            console.present("available");
            String conversation = ask("m1", message -> message.put("text", "a human for " + skill));
            assertThat(console.accept()).isEqualTo(conversation);
            console.post(conversation, "customer", "Hello from the desk.");
            eventually(() -> receiver.texts(user).equals(List.of("One moment.", "Hello from the desk.")));
            assertThat(receiver.taken(user).get(1).at("/author/kind").asText()).isEqualTo("agent");
        }
    }

    private static Answer send(String body) {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer say(String messageId, String text) {
        return post(body(messageId, message -> message.put("text", text)));
    }

    /** The conversation it came into. */
    private String ask(String messageId, Consumer<Map<String, Object>> more) {
        Answer answer = post(body(messageId, more));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json().path("conversationId").asText();
    }

    private static List<JsonNode> entries(String conversation) {
        List<JsonNode> entries = new ArrayList<>();
        get("/api/v1/conversations/" + conversation + "/messages").path("items").forEach(entries::add);
        return entries;
    }

    private static long answers(String conversation) {
        return entries(conversation).stream()
                .filter(entry -> entry.at("/author/kind").asText().equals("bot"))
                .filter(entry -> entry.path("type").asText().equals("message"))
                .count();
    }

    /** What became of a reply; empty while that is open. */
    private static String delivery(String conversation, long sequence) {
        return entries(conversation).stream()
                .filter(entry -> entry.path("type").asText().equals("delivery"))
                .filter(entry -> entry.at("/data/message").asLong() == sequence)
                .map(entry -> entry.at("/data/state").asText())
                .findFirst()
                .orElse("");
    }
}
