package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.AUTH_SECRET;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.OTHER_SECRET;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.WIDGET_KEY;
import static io.parley.edge.EdgeFixture.await;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.LocalActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.Console;
import io.parley.edge.EdgeFixture;
import io.parley.edge.auth.FakeRevocations;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import io.parley.inbox.Transcripts;
import io.parley.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.data.Index;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** What a customer's client may rely on, seen through the public protocol only. */
class DirectLineTest {

    private static EdgeFixture parley;
    private static Client http;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
        http.described.expectAllAnswered("directline");
    }

    // ---- the exchange ----

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

    // ---- with a human ----

    @Test
    void tellsTheWayToAHumanAndTheirWordsButNeverInternalNotes() {
        Agent agent = parley.agent(DEMO, Role.AGENT, 5, "orders");
        Open thread = newThread();
        try (Console desk = Console.open(parley, agent);
                Socket socket = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "a human for orders");
            eventually(
                    () -> socket.has(a -> a.path("value").path("state").asText().equals("queued")));
            eventually(() -> socket.has(a -> a.path("value").path("position").asInt() == 1));
            desk.present("available");
            String id = desk.accept();
            desk.post(id, "internal", "a secret note");
            desk.post(id, "customer", "How can I help?");

            eventually(() -> socket.texts().contains("How can I help?"));
            JsonNode assigned = socket.activities.stream()
                    .filter(a -> a.path("value").path("state").asText().equals("assigned"))
                    .findFirst()
                    .orElseThrow();
            assertThat(assigned.path("name").asText()).isEqualTo("handoff.status");
            assertThat(assigned.at("/value/agent/name/zh").asText())
                    .isEqualTo(agent.name().in("zh"));
            JsonNode words = first(socket, "How can I help?");
            assertThat(words.at("/from/id").asText()).isEqualTo("agent");
            assertThat(words.at("/channelData/author/name/en").asText())
                    .isEqualTo(agent.name().in("en"));

            client.post(thread, "m2", "thanks");
            eventually(() -> socket.texts().contains("thanks"));
            assertThat(socket.activities.toString()).doesNotContain("secret note");
            assertThat(client.poll(thread, null).body()).doesNotContain("secret note");
            desk.ask("resolve", Map.of("conversation", id));
        }
    }

    @Test
    void opensANewConversationInTheSameThreadAfterResolution() {
        Open thread = newThread();
        try (Console desk = Console.open(parley, parley.agent(DEMO, Role.AGENT, 5, "returns"));
                Socket socket = client.socket(thread.streamUrl())) {
            desk.present("available");
            client.post(thread, "m1", "a human for returns");
            String id = desk.accept();
            desk.ask("resolve", Map.of("conversation", id));
            eventually(() -> socket.has(a -> a.path("type").asText().equals("endOfConversation")));

            assertThat(client.post(thread, "m2", "one more thing").status()).isEqualTo(200);
            eventually(() -> socket.texts().contains("echo: one more thing"));
            assertThat(conversation(thread).value()).isNotEqualTo(id);
            assertThat(polled(thread, null))
                    .containsExactly("a human for returns", "One moment.", "one more thing", "echo: one more thing");
            assertThat(socket.texts()).isEqualTo(polled(thread, null));
            // What was sent before the end and is repeated after it is still known.
            assertThat(client.post(thread, "m1", "a human for returns")
                            .json()
                            .path("id")
                            .asText())
                    .isEqualTo(thread.id() + "|1-2");
        }
    }

    // ---- the customer leaves ----

    @Test
    void endsWhenTheCustomerIsDoneAndGoesOnWhenTheyWrite() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            assertThat(end(thread, "e0", "\"completedSuccessfully\"").status()).isEqualTo(202);
            client.post(thread, "m1", "hello");
            eventually(() -> socket.texts().contains("echo: hello"));
            Answer ended = end(thread, "e1", "\"completedSuccessfully\"");
            assertThat(ended.status()).isEqualTo(200);

            eventually(() -> socket.has(DirectLineTest::isEnd));
            JsonNode shown = socket.activities.stream()
                    .filter(DirectLineTest::isEnd)
                    .findFirst()
                    .orElseThrow();
            assertThat(shown.path("id")).isEqualTo(ended.json().path("id"));
            assertThat(shown.path("code").asText()).isEqualTo("completedSuccessfully");
            assertThat(shown.at("/channelData/clientActivityID").asText()).isEqualTo("e1");
            assertThat(ends(thread)).containsExactly(Conversation.Ending.ANSWERED + " " + Conversation.Cause.CONFIRMED);

            // Repeated, it is the same end; said anew, there is nothing left to end.
            assertThat(end(thread, "e1", "\"completedSuccessfully\"").json()).isEqualTo(ended.json());
            assertThat(end(thread, "e2", "\"completedSuccessfully\"").status()).isEqualTo(202);
            ConversationId id = conversation(thread);
            client.post(thread, "m2", "one more thing");
            eventually(() -> socket.texts().contains("echo: one more thing"));
            assertThat(conversation(thread)).isEqualTo(id);
            assertThat(end(thread, "e1", "\"completedSuccessfully\"").json()).isEqualTo(ended.json());
            assertThat(parley.summary(DEMO, id).status()).isEqualTo(Conversation.Status.OPEN);
            assertProblem(end(thread, "e1", "\"userCancelled\""), 409, "message-conflict");
            assertThat(end(thread, null, "null").status()).isEqualTo(200);
            assertThat(ends(thread))
                    .contains(Conversation.Ending.ANSWERED + " " + Conversation.Cause.PAGE_CLOSED, Index.atIndex(1));
        }
    }

    @Test
    void isNotOfferedToAnAgentAnyMoreWhenTheCustomerHasLeftTheQueue() {
        Agent agent = parley.agent(DEMO, Role.AGENT, 5, "leaving");
        Open thread = newThread();
        try (Console desk = Console.open(parley, agent);
                Socket socket = client.socket(thread.streamUrl())) {
            desk.present("available");
            client.post(thread, "m1", "a human for leaving");
            String offer =
                    desk.next("reservation-offered").at("/reservation/id").asText();
            assertThat(end(thread, "e1", "\"userCancelled\"").status()).isEqualTo(200);

            JsonNode withdrawn = desk.next("reservation-ended");
            assertThat(withdrawn.path("reservation").asText()).isEqualTo(offer);
            assertThat(withdrawn.path("outcome").asText()).isEqualTo("withdrawn");
            eventually(() -> socket.has(DirectLineTest::isEnd));
            assertThat(ends(thread))
                    .containsExactly(Conversation.Ending.LEFT_IN_QUEUE + " " + Conversation.Cause.PAGE_CLOSED);
            client.post(thread, "m2", "back again");
            eventually(() -> socket.texts().contains("echo: back again"));
        }
    }

    @Test
    void leavesWhatAnAgentHoldsOrTheBotHasToAnswerToThem() {
        Open thread = newThread();
        try (Console desk = Console.open(parley, parley.agent(DEMO, Role.AGENT, 5, "staying"))) {
            client.post(thread, "m1", "slow");
            eventually(parley.bot::isBusy);
            assertThat(end(thread, "e1", "\"completedSuccessfully\"").status()).isEqualTo(202);
            parley.bot.release();
            eventually(() -> polled(thread, null).contains("echo: slow"));
            client.post(thread, "m2", "a human for staying");
            desk.present("available");
            String id = desk.accept();
            assertThat(end(thread, "e2", "\"userCancelled\"").status()).isEqualTo(202);
            assertThat(ends(thread)).isEmpty();
            desk.ask("resolve", Map.of("conversation", id));
        }
    }

    @Test
    void refusesAnEndForNoReasonItKnowsOrByAStranger() {
        Open thread = newThread();
        client.post(thread, "m1", "hello");
        eventually(() -> polled(thread, null).contains("echo: hello"));
        for (String code : List.of("\"botTimedOut\"", "\"\"", "7", "{}")) {
            assertProblem(end(thread, "e1", code), 400, "bad-request");
        }
        Open stranger = new Open(thread.id(), newThread().token(), "");
        assertProblem(end(stranger, "e1", "\"completedSuccessfully\""), 403, "not-allowed");
        assertThat(ends(thread)).isEmpty();
    }

    private static boolean isEnd(JsonNode activity) {
        return activity.path("type").asText().equals("endOfConversation");
    }

    /** @param code JSON */
    private static Answer end(Open thread, @Nullable String clientActivityId, String code) {
        String id =
                clientActivityId == null ? "" : ",\"channelData\":{\"clientActivityID\":\"" + clientActivityId + "\"}";
        String body = "{\"type\":\"endOfConversation\"" + (code.equals("null") ? "" : ",\"code\":" + code) + id + "}";
        return http.post(DirectLineClient.activities(thread), thread.token(), body);
    }

    private static List<String> ends(Open thread) {
        return events(thread).stream()
                .filter(Conversation.ConversationEnded.class::isInstance)
                .map(Conversation.ConversationEnded.class::cast)
                .map(ended -> ended.ending() + " " + ended.cause())
                .toList();
    }

    // ---- what else clients say ----

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

    private static Answer event(Open thread, String name, String value) {
        return http.post(
                DirectLineClient.activities(thread),
                thread.token(),
                "{\"type\":\"event\",\"name\":\"" + name + "\",\"value\":" + value + "}");
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

    // ---- who may do what ----

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

    private static Tokens tokens(String secret, Clock clock) {
        return new Tokens(
                new SigningKeys(secret, List.of()),
                new Revocations(
                        parley.system,
                        new FakeRevocations(),
                        Duration.ofMinutes(1),
                        new Revocations.RetentionTimes(Duration.ofDays(1), Duration.ofDays(365)),
                        clock),
                parley.backend.customers(),
                Duration.ofHours(1),
                clock);
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

    // ---- what clients get wrong, or do on purpose ----

    @Test
    void refusesWhatIsTooLargeOrNoJson() {
        Open thread = newThread();
        String path = DirectLineClient.activities(thread);
        assertProblem(client.post(thread, "m1", "x".repeat(8_001)), 413, "too-large");
        assertProblem(client.post(thread, "m1", "x".repeat(100_000)), 413, "too-large");
        assertProblem(http.post(path, thread.token(), "{\"type\":"), 400, "bad-request");
        for (String body : List.of("null", "[]", "", "5", "\"message\"")) {
            Answer refused = http.post(path, thread.token(), body);
            assertProblem(refused, 400, "bad-request");
            assertThat(refused.json().path("detail").asText()).isEqualTo("The body must be a JSON object.");
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

    // ---- words of this test ----

    /** The body with these bytes instead of its question mark. */
    private static byte[] with(byte[] body, byte[] bytes) {
        String replaced = new String(body, StandardCharsets.ISO_8859_1)
                .replace("?", new String(bytes, StandardCharsets.ISO_8859_1));
        return replaced.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Open newThread() {
        return client.start(SECRET);
    }

    /** The thread's newest. */
    private static ConversationId conversation(Open thread) {
        List<Customer.ConversationRef> parts = await(AskPattern.askWithStatus(
                        CustomerEntity.of(parley.backend.entities(), DEMO, new CustomerId(thread.id())),
                        Customer.GetProfile::new,
                        parley.backend.askTimeout(),
                        parley.system.scheduler()))
                .parts();
        return parts.get(parts.size() - 1).conversation();
    }

    private static List<Conversation.Event> events(Open thread) {
        return await(parley.backend.transcripts().read(DEMO, conversation(thread), 0, Transcripts.MAX_LIMIT)).stream()
                .map(Transcripts.Recorded::event)
                .toList();
    }

    /** How many customers' sockets the server holds. */
    private static long sessions() {
        var guardian = (LocalActorRef) ((ExtendedActorSystem) Adapter.toClassic(parley.system)).systemGuardian();
        var children = guardian.underlying().childrenRefs().children();
        return CollectionConverters.asJavaCollection(children).stream()
                .filter(child -> child.path().name().startsWith("customer-session-"))
                .count();
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
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).endsWith(".");
    }
}
