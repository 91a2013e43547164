package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Console;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

/** Conversations in a thread: handed to an agent, left by the customer, continued. */
class DirectLineConversationsTest extends DirectLineFixture {

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

    @Test
    void endsWhenTheCustomerIsDoneAndGoesOnWhenTheyWrite() {
        Open thread = newThread();
        try (Socket socket = client.socket(thread.streamUrl())) {
            assertThat(end(thread, "e0", "\"completedSuccessfully\"").status()).isEqualTo(202);
            client.post(thread, "m1", "hello");
            eventually(() -> socket.texts().contains("echo: hello"));
            Answer ended = end(thread, "e1", "\"completedSuccessfully\"");
            assertThat(ended.status()).isEqualTo(200);

            eventually(() -> socket.has(DirectLineConversationsTest::isEnd));
            JsonNode shown = socket.activities.stream()
                    .filter(DirectLineConversationsTest::isEnd)
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
            eventually(() -> socket.has(DirectLineConversationsTest::isEnd));
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

    private static List<String> ends(Open thread) {
        return events(thread).stream()
                .filter(Conversation.ConversationEnded.class::isInstance)
                .map(Conversation.ConversationEnded.class::cast)
                .map(ended -> ended.ending() + " " + ended.cause())
                .toList();
    }
}
