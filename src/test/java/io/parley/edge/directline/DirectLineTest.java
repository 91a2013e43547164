package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.AUTH_SECRET;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.OTHER_SECRET;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.WIDGET_KEY;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.edge.Answer;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Direct Line as any client uses it. */
class DirectLineTest extends DirectLineFixture {

    @AfterAll
    static void everythingThatIsDescribedWasAnswered() {
        http.described.expectAllAnswered("directline");
    }

    @Test
    void tellsTheCustomersOwnMessageAndTheBotsAnswerBySocket() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
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
    void showsOnceThatABusyBotAsksForPatience() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "slow");
            eventually(parley.bot::isBusy);
            for (int i = 0; i < 2; i++) {
                ConversationEntity.of(parley.backend.entities(), DEMO, conversation(thread))
                        .tell(new Conversation.AskForPatience(Duration.ZERO));
            }
            eventually(() -> socket.texts().size() == 2);
            parley.bot.release();
            eventually(() -> socket.texts().contains("echo: slow"));

            assertThat(socket.texts()).hasSize(3).isEqualTo(polled(thread, null));
            JsonNode asked = first(socket, socket.texts().get(1));
            assertThat(asked.path("from").path("id").asText()).isEqualTo("bot");
            assertThat(asked.at("/channelData/sequence").asLong()).isEqualTo(3);
            assertThat(asked.has("replyToId")).as("is an answer").isFalse();
            assertThat(first(socket, "echo: slow").has("replyToId")).isTrue();
        }
    }

    @Test
    void refusesWhatTheBotCouldNotAnswerInTimeAndTakesItUnderItsIdLater() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            parley.bot.closedFor = Duration.ofSeconds(10);
            for (int i = 0; i < 3; i++) {
                Answer refused = client.post(thread, "m1", "hello");
                assertProblem(refused, 503, "overloaded");
                assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(10, 15);
                assertThat(refused.json().path("detail").asText()).contains("Nothing is stored");
            }
            assertThat(polled(thread, null)).isEmpty();
            Answer withoutId = http.post(
                    DirectLineClient.activities(thread), thread.token(), DirectLineClient.message(null, "no id"));
            assertProblem(withoutId, 503, "overloaded");
            assertThat(Integer.parseInt(withoutId.header("Retry-After"))).isBetween(10, 15);
            // A copy of it may be on its way, and would not be recognised as one.
            assertThat(withoutId.json().path("detail").asText())
                    .doesNotContain("Nothing is stored")
                    .contains("clientActivityID");

            parley.bot.closedFor = Duration.ZERO;
            assertThat(client.post(thread, "m1", "hello").status()).isEqualTo(200);
            eventually(() -> socket.texts().equals(List.of("hello", "echo: hello")));

            parley.bot.closedFor = Duration.ofSeconds(10);
            assertThat(client.post(thread, "m1", "hello").status()).isEqualTo(200);
            assertProblem(client.post(thread, "m2", "more"), 503, "overloaded");
        } finally {
            parley.bot.closedFor = Duration.ZERO;
        }
    }

    @Test
    void takesWhatIsForAPersonAndAnEndHoweverFarBehindTheBotIs() {
        Open thread = newThread();
        client.post(thread, "m1", "a human for nobody");
        eventually(() -> polled(thread, null).size() == 2);
        try {
            parley.bot.closedFor = Duration.ofSeconds(10);
            assertThat(client.post(thread, "m2", "are you there?").status()).isEqualTo(200);
            assertThat(end(thread, "e1", "\"userCancelled\"").status()).isEqualTo(200);
            assertProblem(client.post(thread, "m3", "back again"), 503, "overloaded");
        } finally {
            parley.bot.closedFor = Duration.ZERO;
        }
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
        try (Socket socket = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "one");
            eventually(() -> socket.texts().size() == 2);
            watermark = socket.watermark;
        }
        client.post(thread, "m2", "two");
        eventually(() -> polled(thread, watermark).size() == 2);

        try (Socket again = client.socket(client.reconnect(thread, watermark).streamUrl())) {
            client.post(thread, "m3", "three");
            eventually(() -> again.texts().size() == 4);
            assertThat(again.texts()).containsExactly("two", "echo: two", "three", "echo: three");
        }
    }

    @Test
    void goesOnFromTheNewestForAClientThatClaimsToHaveSeenMore() {
        Open thread = newThread();
        assertThat(client.poll(thread, "3-7").json().path("watermark").asText()).isEqualTo("0-0");
        client.post(thread, "m1", "one");
        eventually(() -> polled(thread, null).contains("echo: one"));
        for (String future : List.of("1-99999", "99-1", "999999999-999999999999999999")) {
            JsonNode set = client.poll(thread, future).json();
            assertThat(set.path("activities")).isEmpty();
            assertThat(set.path("watermark").asText())
                    .isEqualTo(
                            client.poll(thread, null).json().path("watermark").asText());
            try (Socket socket = client.socket(client.reconnect(thread, future).streamUrl())) {
                client.post(thread, future, "after " + future);
                eventually(() -> socket.texts().contains("echo: after " + future));
                assertThat(socket.texts()).doesNotHaveDuplicates().doesNotContain("one");
                assertThat(polled(thread, socket.watermark)).isEmpty();
            }
        }
    }

    @Test
    void showsTheWholeThreadToASecondTabWhileTheFirstGoesOn() {
        Open thread = newThread();
        try (Socket first = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "one");
            eventually(() -> first.texts().size() == 2);
            try (Socket second = client.socket(client.reconnect(thread, "").streamUrl())) {
                eventually(() -> second.texts().size() == 2);
                client.post(thread, "m2", "two");
                eventually(() -> first.texts().size() == 4 && second.texts().size() == 4);
                assertThat(first.texts()).isEqualTo(second.texts());
            }
        }
    }

    @Test
    void survivesARestartOfTheConversationUnderAnOpenSocket() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "one");
            eventually(() -> socket.texts().size() == 2);
            ConversationId id = conversation(thread);
            for (int i = 2; i < 6; i++) {
                ConversationEntity.of(parley.backend.entities(), DEMO, id).tell(Conversation.Stop.INSTANCE);
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
        try (Socket socket = client.socket(thread.streamUrl())) {
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
        long received = events(thread).stream()
                .filter(event -> event instanceof Conversation.MessageReceived)
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
        return http.post(
                DirectLineClient.activities(thread),
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
        assertThat(events(thread).stream().filter(event -> event instanceof Conversation.MessageReceived))
                .hasSize(1);
    }

    @Test
    void keepsTheRatingOfTheConversation() {
        Open thread = newThread();
        client.post(thread, "m1", "hello");
        assertThat(event(thread, "rating", "5").status()).isEqualTo(200);
        assertThat(events(thread))
                .anyMatch(event -> event instanceof Conversation.ConversationRated rated && rated.stars() == 5);
        assertProblem(event(thread, "rating", "6"), 400, "bad-request");
        assertProblem(event(thread, "rating", "\"5\""), 400, "bad-request");
        assertThat(event(thread, "journey", "{}").status()).isEqualTo(202);
    }

    @Test
    void showsTheBotTyping() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "first");
            eventually(() -> socket.texts().size() == 2);
            client.post(thread, "m2", "second");
            eventually(() -> socket.has(a -> a.path("type").asText().equals("typing")));
            Answer typing = http.post(DirectLineClient.activities(thread), thread.token(), "{\"type\":\"typing\"}");
            assertThat(typing.status()).isEqualTo(200);
        }
    }

    @Test
    void givesAPageFromAnAllowedOriginAThreadOfItsOwn() {
        Answer answer = widget(ORIGIN, "{\"user\":{\"id\":\"dl_" + UUID.randomUUID() + "\",\"name\":\"小明\"}}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        Open thread = DirectLineClient.open(answer);
        Answer refreshed = http.post("/v3/directline/tokens/refresh", thread.token(), "", "Origin", ORIGIN);
        assertThat(refreshed.json().path("conversationId").asText()).isEqualTo(thread.id());
        assertThat(client.post(thread, "m1", "你好").status()).isEqualTo(200);
        assertThat(parley.summary(DEMO, conversation(thread)).customerName()).isEqualTo("小明");
    }

    @Test
    void grantsATokenForAThreadThatIsStartedWithIt() {
        Answer granted = http.post("/v3/directline/tokens/generate", SECRET, "{\"user\":{\"id\":\"someone\"}}");
        String token = granted.json().path("token").asText();
        Open thread = DirectLineClient.open(http.post(CONVERSATIONS, token, ""));
        assertThat(thread.id()).isEqualTo(granted.json().path("conversationId").asText());

        assertProblem(http.post("/v3/directline/tokens/generate", token, ""), 403, "not-allowed");
        assertProblem(http.post("/v3/directline/tokens/refresh", SECRET, ""), 400, "bad-request");
    }

    @Test
    void refusesAPageFromAnotherOriginOrWithAnIdThatIsNotItsOwn() {
        assertProblem(widget("https://evil.example", "{}"), 403, "not-allowed");
        assertProblem(http.post(CONVERSATIONS, WIDGET_KEY, "{}"), 403, "not-allowed");
        assertProblem(widget(ORIGIN, "{\"user\":{\"id\":\"someone\"}}"), 400, "bad-request");
        Open thread = newThread();
        assertThatThrownBy(() -> client.socket(thread.streamUrl(), "Origin", "https://evil.example"))
                .hasStackTraceContaining("403");
        Answer widgetReads = http.get(DirectLineClient.activities(thread), WIDGET_KEY, "Origin", ORIGIN);
        assertProblem(widgetReads, 403, "not-allowed");
    }

    private static Answer widget(String origin, String body) {
        return http.post(CONVERSATIONS, WIDGET_KEY, body, "Origin", origin);
    }

    @Test
    void answersABrowsersPreflight() {
        Answer answer = http.send(
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
            assertProblem(http.get(CONVERSATIONS + "/" + id, mine.token()), 403, "not-allowed");
            assertProblem(client.post(wrong, "m2", "hi"), 403, "not-allowed");
        }
        String url = yours.streamUrl().replace(yours.id(), mine.id());
        assertThatThrownBy(() -> client.socket(url)).hasStackTraceContaining("403");
    }

    @Test
    void keepsTenantsApart() {
        Open ours = newThread();
        client.post(ours, "m1", "private");
        Open asked = new Open(ours.id(), OTHER_SECRET, "");
        Answer answer = client.poll(asked, null);
        assertThat(answer.json().path("activities")).isEmpty();
        assertThat(answer.body()).doesNotContain("private");
    }

    @Test
    void refusesForgedAndExpiredTokensAsClientsExpect() {
        Open thread = newThread();
        CustomerThread inside = new CustomerThread(DEMO, ACCOUNT, new CustomerId(thread.id()), "dl_x", null, null);
        Instant now = Instant.now();
        Grant good = new Grant(inside, Grant.Proof.NONE, now, now.plusSeconds(3_600), true);
        Tokens forger = tokens(AUTH_SECRET.replace('0', 'x'), Clock.systemUTC());
        Tokens past = tokens(AUTH_SECRET, Clock.fixed(now.minus(Duration.ofHours(2)), ZoneOffset.UTC));
        Answer forged = client.poll(new Open(thread.id(), forger.token(good).token(), ""), null);
        assertProblem(forged, 403, "not-allowed");
        Answer expired = client.poll(new Open(thread.id(), past.token(good).token(), ""), null);
        assertProblem(expired, 403, "not-allowed");
        assertThat(expired.json().path("error").path("code").asText()).isEqualTo("TokenExpired");
        Answer unsigned = client.poll(new Open(thread.id(), "eyJhbGciOiJub25lIn0.eyJjb252IjoieCJ9.", ""), null);
        assertProblem(unsigned, 403, "not-allowed");
        // A ticket for a socket is no token.
        String ticket = thread.streamUrl().substring(thread.streamUrl().indexOf("t=") + 2);
        assertProblem(client.poll(new Open(thread.id(), ticket, ""), null), 403, "not-allowed");
        assertProblem(client.poll(new Open(thread.id(), "a-wrong-secret", ""), null), 403, "not-allowed");
        assertProblem(http.get(DirectLineClient.activities(thread), null), 401, "sign-in-required");
    }

    @Test
    void takesNoTokenThatWasRevoked() {
        Open thread = newThread();
        assertProblem(http.post("/v3/directline/tokens/revoke", null, ""), 401, "sign-in-required");
        assertThat(http.post("/v3/directline/tokens/revoke", thread.token(), "").status())
                .isEqualTo(204);
        assertProblem(client.poll(thread, null), 403, "not-allowed");
    }

    @Test
    void takesNothingThatATokenWasExchangedForWhileItsRevocationWasOnItsWay() {
        Open thread = newThread();
        Instant before = Instant.now().minusSeconds(10);
        assertThat(http.post("/v3/directline/tokens/revoke", thread.token(), "").status())
                .isEqualTo(204);

        // Another node, which has not heard of it.
        Tokens other = tokens(AUTH_SECRET, Clock.systemUTC());
        Grant old = begun(thread, before);
        Answer refused = client.poll(new Open(thread.id(), other.token(old).token(), ""), null);
        assertProblem(refused, 403, "not-allowed");
        String url = thread.streamUrl().replaceFirst("t=.*", "t=" + other.ticket(old, Watermark.START));
        assertThatThrownBy(() -> client.socket(url)).hasStackTraceContaining("403");

        Grant anew = begun(thread, Instant.now().plusSeconds(1));
        assertThat(client.poll(new Open(thread.id(), other.token(anew).token(), ""), null)
                        .status())
                .isEqualTo(200);
    }

    private static Grant begun(Open thread, Instant when) {
        CustomerThread inside = new CustomerThread(DEMO, ACCOUNT, new CustomerId(thread.id()), "dl_x", null, null);
        return new Grant(inside, Grant.Proof.NONE, when, when.plusSeconds(3_600), true);
    }

    @Test
    void opensOneSocketATicket() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            assertThat(socket.closed).isFalse();
            assertThatThrownBy(() -> client.socket(thread.streamUrl())).hasStackTraceContaining("403");
        }
    }

    @Test
    void letsAProgramUseAThreadItStartedWithoutSayingWhoFor() {
        Open thread = DirectLineClient.open(http.post(CONVERSATIONS, SECRET, ""));
        Open program = new Open(thread.id(), SECRET, "");
        assertThat(client.post(program, "m1", "hello").status()).isEqualTo(200);
        assertThat(client.post(program, "m2", "again").status()).isEqualTo(200);
        eventually(() -> polled(program, null).contains("echo: again"));
        // The token knows the same thread.
        assertThat(polled(thread, null)).contains("hello", "again");
    }

    @Test
    void letsAProgramSpeakForTheAccountItBeganTheThreadForWhateverUserItNames() {
        String account = "a-" + UUID.randomUUID();
        Open thread = DirectLineClient.open(http.post(
                CONVERSATIONS, SECRET, "{\"user\":{\"id\":\"u1\"},\"account\":{\"id\":\"" + account + "\"}}"));
        Open program = new Open(thread.id(), SECRET, "");
        assertThat(client.post(program, "m1", "who am I").status()).isEqualTo(200);
        eventually(() -> answers(program, account) == 1);
        assertThat(http.post(
                                DirectLineClient.activities(program),
                                SECRET,
                                "{\"type\":\"message\",\"text\":\"and who am I\",\"from\":{\"id\":\"u1\"}}")
                        .status())
                .isEqualTo(200);
        eventually(() -> answers(program, account) == 2);
    }

    private static long answers(Open thread, String account) {
        return polled(thread, null).stream()
                .filter(text -> text.startsWith(account + " by company"))
                .count();
    }
}
