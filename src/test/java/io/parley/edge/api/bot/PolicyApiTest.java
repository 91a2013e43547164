package io.parley.edge.api.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryContent.Document;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bot's policies through the public interface; every answer must be as the description says. */
class PolicyApiTest {

    private static final String POLICIES = "/api/v1/bot/policies";

    private static EdgeFixture edge;
    private static Client http;
    private static String agent;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture();
        http = edge.client;
        agent = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.AGENT, 1));
    }

    @AfterAll
    static void stop() {
        edge.close();
        http.described.expectAllAnswered("bot");
    }

    private static void bot(String json) {
        edge.directory.add(
                EdgeFixture.DEMO,
                DirectoryContent.EMPTY.with(List.of(new Document(Document.BOT, Document.IMPORTED, json))));
    }

    private static JsonNode policy(String name) {
        Answer answer = http.get(POLICIES, agent);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (JsonNode item : answer.json().path("items")) {
            if (item.path("name").asText().equals(name)) {
                return item;
            }
        }
        throw new AssertionError(answer.body());
    }

    @Test
    void areListedInOrderWithWhatTheyAreFor() {
        bot("{}");
        JsonNode items = http.get(POLICIES, agent).json().path("items");
        assertThat(items.findValuesAsText("name"))
                .startsWith("wordless", "human-requested")
                .endsWith("not-understood");
        assertThat(policy("clarification").at("/purpose/zh").asText()).isNotBlank();
        assertThat(policy("clarification").at("/purpose/en").asText()).isNotBlank();
        assertThat(policy("clarification").path("optional").asBoolean()).isTrue();
        assertThat(policy("human-requested").path("optional").asBoolean()).isFalse();
        assertThat(items.findValues("off")).noneMatch(JsonNode::asBoolean);
    }

    @Test
    void showWhichTheTenantHasSwitchedOff() {
        bot("{\"policies\": {\"off\": [\"clarification\"]}}");
        assertThat(policy("clarification").path("off").asBoolean()).isTrue();
        assertThat(policy("courtesy").path("off").asBoolean()).isFalse();
    }

    @Test
    void areNotShownToStrangers() {
        assertThat(http.get(POLICIES, "stranger").status()).isEqualTo(401);
    }
}
