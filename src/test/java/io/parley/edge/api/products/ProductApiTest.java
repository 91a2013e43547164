package io.parley.edge.api.products;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.dialogue.products.DemoProducts;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.kit.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The product graph through the public interface; every answer must be as the description says. */
class ProductApiTest {

    private static final String GRAPH = "/api/v1/knowledge/graph";

    private static EdgeFixture edge;
    private static Client http;
    private static String agent;
    private static String supervisor;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture();
        http = edge.client;
        agent = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.AGENT, 1));
        supervisor = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.SUPERVISOR, 1));
    }

    @AfterAll
    static void stop() {
        edge.close();
        http.described.expectAllAnswered("products");
    }

    /** The demo's, without what leads to forms and articles, which this server does not have. */
    private static ObjectNode demo() {
        ObjectNode graph = DemoProducts.node();
        graph.path("problems").forEach(problem -> {
            ((ObjectNode) problem).remove("form");
            if (problem.has("article")) {
                ((ObjectNode) problem).remove("article");
                ((ObjectNode) problem).putObject("steps").put("zh", "重置一下").put("en", "Reset it.");
            }
        });
        return graph;
    }

    private static Answer put(String who, String seen, JsonNode graph) {
        return http.send("PUT", GRAPH, who, graph.toString(), "If-Match", "\"" + seen + "\"");
    }

    private static String version() {
        return ok(http.get(GRAPH, agent)).path("version").asText();
    }

    private static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static String refused(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        return answer.json().path("detail").asText();
    }

    private static JsonNode tried(String question, String product) {
        ObjectNode body = Json.mapper().createObjectNode().put("question", question);
        if (!product.isEmpty()) {
            body.put("product", product);
        }
        edge.modelThreads.clear();
        JsonNode tried = ok(http.post(GRAPH + "/try", agent, body.toString()));
        assertThat(edge.modelThreads).as("apart from the threads that serve").containsOnly("models");
        return tried;
    }

    @BeforeEach
    void startWithTheDemo() {
        ok(put(supervisor, version(), demo()));
    }

    @Test
    void isReadAndChangedAsAWhole() {
        String before = version();
        ObjectNode graph = demo();
        ((ObjectNode) graph.at("/products/0/facts")).put("battery", "41 h");
        JsonNode saved = ok(put(supervisor, before, graph));
        assertThat(saved.path("version").asText()).isNotEqualTo(before);
        assertThat(saved.at("/graph/products/0/facts/battery").asText()).isEqualTo("41 h");
        assertThat(version()).isEqualTo(saved.path("version").asText());
        assertThat(tried("how long does the battery of the Aurora H1 last?", "")
                        .path("answer")
                        .asText())
                .contains("41 h");
    }

    @Test
    void refusesWhatCannotWorkWithItsPlace() {
        ObjectNode graph = demo();
        ((ObjectNode) graph.at("/products/0")).put("kind", "machine");
        assertThat(refused(400, "bad-request", put(supervisor, version(), graph)))
                .isEqualTo("at /products/0/kind: there is no kind machine");
        ObjectNode leading = demo();
        ((ObjectNode) leading.at("/problems/0")).put("form", "repair");
        assertThat(refused(400, "bad-request", put(supervisor, version(), leading)))
                .isEqualTo("at /problems/0/form: there is no form repair");
        ObjectNode telling = demo();
        ((ObjectNode) telling.at("/problems/0")).put("article", "nowhere").remove("steps");
        assertThat(refused(400, "bad-request", put(supervisor, version(), telling)))
                .contains("no article nowhere is published");
        ObjectNode unknown = demo();
        ((ObjectNode) unknown.at("/products/0")).put("colour", "red").remove("name");
        assertThat(refused(400, "bad-request", put(supervisor, version(), unknown)))
                .contains("at /products/0: name is missing")
                .contains("at /products/0/colour: unknown key");
        String half = demo().toString().replace("Aurora H1", "Aurora \\ud800");
        assertThat(refused(
                        400,
                        "bad-request",
                        http.send("PUT", GRAPH, supervisor, half, "If-Match", "\"" + version() + "\"")))
                .contains("half of a surrogate pair");
        refused(400, "bad-request", http.send("PUT", GRAPH, supervisor, "[]", "If-Match", "\"" + version() + "\""));
        refused(400, "bad-request", http.send("PUT", GRAPH, supervisor, "{}"));
    }

    @Test
    void tellsWhoeverWasSlower() {
        String seen = version();
        ObjectNode graph = demo();
        graph.putArray("relations");
        ok(put(supervisor, seen, graph));
        refused(409, "changed-meanwhile", put(supervisor, seen, demo()));
    }

    @Test
    void isChangedBySupervisorsOnly() {
        refused(403, "not-allowed", put(agent, version(), demo()));
        assertThat(http.get(GRAPH, null).status()).isEqualTo(401);
    }

    @Test
    void showsAProductWithWhatHoldsForItsKinds() {
        JsonNode product = ok(http.get(GRAPH + "/products/aurora-h1", agent));
        assertThat(product.path("kinds").findValuesAsText("id")).containsExactly("headphones", "audio");
        assertThat(product.path("facts")).anySatisfy(fact -> {
            assertThat(fact.path("feature").asText()).isEqualTo("warranty");
            assertThat(fact.at("/told/en").asText()).isEqualTo("12 months");
            assertThat(fact.path("from").asText()).isEqualTo("headphones");
        });
        assertThat(product.path("fitting").findValuesAsText("id")).contains("pads-h1", "charge-30w");
        assertThat(product.path("problems").findValuesAsText("id")).contains("no-charge", "one-side-silent");
        refused(404, "not-found", http.get(GRAPH + "/products/nothing", agent));
    }

    @Test
    void triesAQuestionAndSaysWhy() {
        JsonNode fact = tried("极光 H1 防水吗", "");
        assertThat(fact.path("outcome").asText()).isEqualTo("answer");
        assertThat(fact.path("why").asText()).isEqualTo("product:aurora-h1:waterproof");
        assertThat(fact.at("/recognised/features/0/id").asText()).isEqualTo("waterproof");
        assertThat(tried("and is it waterproof?", "ink-7").path("answer").asText())
                .contains("IPX8");
        assertThat(tried("my phone won't charge", "").path("why").asText()).isEqualTo("problem:no-charge:95");
        assertThat(tried("does the K2 keyboard have GPS?", "").path("outcome").asText())
                .isEqualTo("unknown");
        assertThat(tried("hello", "").path("outcome").asText()).isEqualTo("none");
        refused(400, "bad-request", http.post(GRAPH + "/try", agent, "{\"question\":\" \"}"));
        refused(400, "bad-request", http.post(GRAPH + "/try", agent, "{\"question\":\"x\",\"product\":\"nothing\"}"));
    }
}
