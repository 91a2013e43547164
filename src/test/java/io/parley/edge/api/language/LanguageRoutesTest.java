package io.parley.edge.api.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.EdgeFixture;
import io.parley.language.Phrases;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LanguageRoutesTest {

    private static final String TRAINING = "/api/v1/language/training";
    private static final String MODELS = "/api/v1/language/models";

    private static EdgeFixture edge;
    private static String admin;
    private static String foreign;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture();
        admin = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.ADMIN, 1));
        foreign = edge.signIn(edge.agent(EdgeFixture.OTHER, Role.ADMIN, 1));
    }

    @AfterAll
    static void stop() {
        edge.close();
        edge.client.described.expectAllAnswered("language");
    }

    private static Answer train(String kind, byte[] file, String token) {
        return edge.client.post(
                TRAINING + "?kind=" + kind, token, file, "Content-Type", "text/tab-separated-values; charset=UTF-8");
    }

    private static JsonNode ended(String id, String token) {
        EdgeFixture.eventually(() -> edge.client
                .get(TRAINING + "/" + id, token)
                .json()
                .path("phase")
                .asText()
                .matches("done|failed"));
        return edge.client.get(TRAINING + "/" + id, token).json();
    }

    private static JsonNode trained(String token) {
        Answer answer = train("intents", Phrases.file(Phrases.intents()), token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        String id = answer.json().path("id").asText();
        assertThat(answer.header("Location")).isEqualTo(TRAINING + "/" + id);
        return ended(id, token);
    }

    private static void refuses(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }

    @Test
    void trainsAndGoesBackToAnEarlierModel() {
        String first = trained(admin).path("version").asText();
        JsonNode second = trained(admin);

        assertThat(second.at("/intents/accuracy").asDouble()).isGreaterThan(0.8);
        JsonNode models = edge.client.get(MODELS, admin).json().path("items");
        assertThat(models.at("/0/version").asText())
                .isEqualTo(second.path("version").asText());
        assertThat(models.at("/0/inUse").asBoolean()).isTrue();
        JsonNode back = edge.client
                .post(MODELS + "/" + first + "/activate", admin, "")
                .json()
                .path("items");
        assertThat(back.at("/0/inUse").asBoolean()).isFalse();
        assertThat(back.at("/1/inUse").asBoolean()).isTrue();
        refuses(404, "not-found", edge.client.post(MODELS + "/" + first + "/activate", foreign, ""));
        assertThat(edge.client.get(MODELS, foreign).json().path("items")).isEmpty();
    }

    @Test
    void refusesASecondTrainingWhileOneRuns() {
        edge.trainer.hold();
        Answer first = train("intents", Phrases.file(Phrases.intents()), foreign);
        refuses(409, "not-possible-now", train("emotions", Phrases.file(Phrases.emotions()), foreign));
        edge.trainer.release();

        ended(first.json().path("id").asText(), foreign);
    }

    @Test
    void saysWhichLinesAreWrong() {
        Answer answer = train("intents", "a\tb\nno tab\n".getBytes(StandardCharsets.UTF_8), admin);

        refuses(400, "bad-request", answer);
        assertThat(answer.json().at("/lines/0/line").asInt()).isEqualTo(2);
        refuses(400, "bad-request", train("intents", new byte[0], admin));
        refuses(400, "bad-request", train("moods", Phrases.file(Phrases.intents()), admin));
        refuses(400, "bad-request", edge.client.post(TRAINING + "?kind=intents", admin, "{}"));
        refuses(413, "too-large", train("intents", new byte[11 << 20], admin));
    }

    @Test
    void isForAdministrators() {
        for (Role role : Role.values()) {
            if (role != Role.ADMIN) {
                String token = edge.signIn(edge.agent(EdgeFixture.DEMO, role, 1));
                refuses(403, "not-allowed", edge.client.get(MODELS, token));
                refuses(403, "not-allowed", edge.client.get(TRAINING + "/x", token));
                refuses(403, "not-allowed", edge.client.post(MODELS + "/x/activate", token, ""));
                refuses(403, "not-allowed", train("intents", Phrases.file(Phrases.intents()), token));
            }
        }
        refuses(404, "not-found", edge.client.get(TRAINING + "/x", admin));
        refuses(401, "sign-in-required", train("intents", Phrases.file(Phrases.intents()), "nobody"));
    }
}
