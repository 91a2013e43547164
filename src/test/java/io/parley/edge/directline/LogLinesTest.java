package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.Kill;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.JsonLog;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory;
import io.parley.edge.Answer;
import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operators find the log lines about a customer or a conversation by their fields, in whichever part they are written. */
class LogLinesTest {

    private static EdgeFixture parley;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
        client = new DirectLineClient(parley.client);
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    private static JsonNode line(JsonLog log, String words) {
        eventually(() -> log.line(words).isPresent());
        return log.line(words).orElseThrow();
    }

    private static void assertIsAbout(JsonNode line, String field, String id) {
        assertThat(line.path("tenant").asText()).as(line.toString()).isEqualTo(DEMO.value());
        assertThat(line.path(field).asText()).as(line.toString()).isEqualTo(id);
        assertThat(line.path("channel").asText()).as(line.toString()).isEqualTo("webchat");
    }

    @Test
    void aRequestThatCouldNotBeAnsweredIsLoggedWithTenantCustomerAndChannel() {
        Open thread = client.start(SECRET);
        try (JsonLog log = JsonLog.open()) {
            parley.revoked.answers = false;
            Answer refused =
                    parley.client.post("/v3/directline/tokens/revoke", thread.token(), "", "X-Correlation-Id", "abc-1");
            assertThat(refused.status()).isEqualTo(503);

            JsonNode line = line(log, "could not be answered");
            assertIsAbout(line, "customer", thread.id());
            assertThat(line.path("correlation").asText()).isEqualTo("abc-1");
        } finally {
            parley.revoked.answers = true;
        }
    }

    @Test
    void anAgentsRequestThatCouldNotBeAnsweredIsLoggedWithTenantConversationAndAgent() {
        Conversation.Stored stored = parley.someone().says("hello");
        Directory.Agent agent = parley.agent(DEMO, Directory.Role.AGENT, 1);
        String token = parley.signIn(agent);
        try (JsonLog log = JsonLog.open()) {
            parley.decisionsAnswer = false;
            Answer refused = parley.client.get("/api/v1/conversations/" + stored.conversation() + "/routing", token);
            assertThat(refused.status()).isEqualTo(503);

            JsonNode line = line(log, "could not be answered");
            assertThat(line.path("tenant").asText()).isEqualTo(DEMO.value());
            assertThat(line.path("conversation").asText())
                    .isEqualTo(stored.conversation().value());
            assertThat(line.path("agent").asText()).isEqualTo(agent.id().value());
        } finally {
            parley.decisionsAnswer = true;
        }
    }

    @Test
    void theFailureOfASocketIsLoggedWithTenantCustomerAndChannel() {
        Open thread = client.start(SECRET);
        try (JsonLog log = JsonLog.open();
                Socket socket = client.socket(thread.streamUrl())) {
            client.post(thread, "m1", "hello");
            eventually(() -> socket.texts().contains("hello"));

            parley.system
                    .classicSystem()
                    .actorSelection("/system/customer-session-*")
                    .tell(Kill.getInstance(), ActorRef.noSender());

            assertIsAbout(line(log, "\"message\":\"Kill\""), "customer", thread.id());
        }
    }

    @Test
    void aFailureInAConversationIsLoggedWithTenantConversationAndChannel() {
        try (JsonLog log = JsonLog.open()) {
            Conversation.Stored stored = parley.someone().says("broken");

            assertIsAbout(
                    line(log, "the bot failed a turn"),
                    "conversation",
                    stored.conversation().value());
        }
    }
}
