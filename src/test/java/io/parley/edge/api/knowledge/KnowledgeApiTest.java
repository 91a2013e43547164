package io.parley.edge.api.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.kit.Json;
import io.parley.knowledge.OpenQuestions;
import io.parley.language.Language;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Knowledge through the public interface; every answer must be as the description says. */
class KnowledgeApiTest {

    private static final String ARTICLES = "/api/v1/knowledge/articles";
    private static final String UNANSWERED = "/api/v1/knowledge/unanswered";

    private static EdgeFixture edge;
    private static Client http;
    private static String agent;
    private static String supervisor;
    private static String admin;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture();
        http = edge.client;
        agent = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.AGENT, 1));
        supervisor = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.SUPERVISOR, 1));
        admin = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.ADMIN, 1));
    }

    @AfterAll
    static void stop() {
        edge.close();
        http.described.expectAllAnswered("knowledge");
    }

    private static void refuses(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }

    private static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        return answer.json();
    }

    private static ObjectNode content(String title, String answer) {
        ObjectNode content = Json.mapper().createObjectNode();
        content.putObject("title").put("en", title);
        content.putObject("answer").put("en", answer);
        return content;
    }

    private static JsonNode created(ObjectNode content) {
        return ok(http.post(ARTICLES, agent, content.toString()));
    }

    private static Answer act(String id, String what, String who, int seen, String body) {
        return http.post(ARTICLES + "/" + id + "/" + what, who, body, "If-Match", "\"" + seen + "\"");
    }

    private static Answer change(String id, String who, int seen, ObjectNode content) {
        return http.send("PUT", ARTICLES + "/" + id, who, content.toString(), "If-Match", "\"" + seen + "\"");
    }

    private static JsonNode tried(String question, String channel) {
        ObjectNode body = Json.mapper().createObjectNode().put("question", question);
        if (!channel.isEmpty()) {
            body.put("channel", channel);
        }
        return ok(http.post("/api/v1/knowledge/try", agent, body.toString()));
    }

    @Test
    void looksForArticlesApartFromTheThreadsThatServe() {
        edge.modelThreads.clear();
        tried("Do you wrap gifts?", "");

        assertThat(edge.modelThreads).containsOnly("models");
    }

    @Test
    void leadsAnArticleFromDraftToTheBotAndAwayAgain() {
        ObjectNode content = content("Gift wrapping", "We wrap gifts for 5 yuan.");
        content.putObject("questions").putArray("en").add("Do you wrap gifts in paper?");
        content.putObject("channels").putObject("sms").put("en", "Yes, 5 yuan.");
        content.putArray("tags").add("gifts");
        content.put("reviewBy", "2027-05-01").put("comment", "asked twice a day");
        JsonNode draft = created(content);
        String id = draft.path("id").asText();

        assertThat(draft.path("state").asText()).isEqualTo("draft");
        assertThat(draft.path("comment").asText()).isEqualTo("asked twice a day");
        assertThat(tried("Do you wrap gifts in paper?", "").path("matches")).isEmpty();
        assertThat(ok(act(id, "submit", agent, 1, "")).path("state").asText()).isEqualTo("in-review");
        JsonNode published = ok(act(id, "publish", supervisor, 2, "{\"comment\":\"fine\"}"));
        assertThat(published.path("state").asText()).isEqualTo("published");
        assertThat(published.path("published").asInt()).isEqualTo(3);

        JsonNode found = tried("do you wrap gifts in paper", "");
        assertThat(found.path("outcome").asText()).isEqualTo("answer");
        assertThat(found.path("answer").asText()).isEqualTo("We wrap gifts for 5 yuan.");
        assertThat(found.at("/matches/0/article").asText()).isEqualTo(id);
        assertThat(tried("do you wrap gifts in paper", "sms").path("answer").asText())
                .isEqualTo("Yes, 5 yuan.");
        assertThat(tried("zebra crossing", "").path("outcome").asText()).isEqualTo("unknown");

        content.putObject("answer").put("en", "We wrap gifts for nothing.");
        JsonNode changed = ok(change(id, agent, 3, content));
        assertThat(changed.path("state").asText()).isEqualTo("draft");
        assertThat(changed.path("published").asInt()).isEqualTo(3);
        assertThat(tried("do you wrap gifts in paper", "").path("answer").asText())
                .isEqualTo("We wrap gifts for 5 yuan.");
        ok(act(id, "publish", admin, 4, ""));
        assertThat(tried("do you wrap gifts in paper", "").path("answer").asText())
                .isEqualTo("We wrap gifts for nothing.");

        assertThat(ok(act(id, "archive", admin, 5, "")).has("published")).isFalse();
        assertThat(tried("do you wrap gifts in paper", "").path("matches")).isEmpty();
        refuses(409, "not-possible-now", change(id, agent, 6, content));
        JsonNode restored = ok(act(id, "restore", supervisor, 6, "{\"version\":1}"));
        assertThat(restored.at("/answer/en").asText()).isEqualTo("We wrap gifts for 5 yuan.");
        JsonNode versions =
                ok(http.get(ARTICLES + "/" + id + "/versions", agent)).path("items");
        assertThat(versions.findValuesAsText("action"))
                .containsExactly("restored", "archived", "published", "changed", "published", "submitted", "created");
        assertThat(versions.at("/4/changedBy/name/en").asText()).startsWith("Desk ");
    }

    @Test
    void saysTheOtherLanguageWhereOneIsMissing() {
        String id = created(content("Umbrella lending", "Lent for free."))
                .path("id")
                .asText();
        ok(act(id, "publish", supervisor, 1, ""));

        JsonNode body = ok(
                http.post("/api/v1/knowledge/try", agent, "{\"question\":\"umbrella lending\",\"language\":\"zh\"}"));
        assertThat(body.path("answer").asText()).isEqualTo("Lent for free.");
    }

    @Test
    void usesAnArticleOnlyWhileItIsValid() {
        ObjectNode early = content("Winter tyres campaign", "From tomorrow.");
        early.put("validFrom", Instant.now().plusSeconds(3600).toString());
        ObjectNode late = content("Summer lemonade campaign", "Until yesterday.");
        late.put("validUntil", Instant.now().minusSeconds(3600).toString());
        for (ObjectNode content : List.of(early, late)) {
            ok(act(created(content).path("id").asText(), "publish", supervisor, 1, ""));
        }

        assertThat(tried("winter tyres campaign", "").path("outcome").asText()).isNotEqualTo("answer");
        assertThat(tried("summer lemonade campaign", "").path("outcome").asText())
                .isNotEqualTo("answer");
    }

    @Test
    void tellsTheSecondOfTwoEditorsThatSomebodyWasQuicker() {
        JsonNode article = created(content("Parking", "Behind the house."));
        String id = article.path("id").asText();
        Answer read = http.get(ARTICLES + "/" + id, agent);
        assertThat(read.header("ETag")).isEqualTo("\"1\"");

        ok(change(id, agent, 1, content("Parking", "In front.")));
        Answer second = change(id, supervisor, 1, content("Parking", "Nowhere."));
        refuses(409, "changed-meanwhile", second);
        assertThat(second.json().path("detail").asText()).contains("version 2");
        refuses(409, "changed-meanwhile", act(id, "publish", supervisor, 1, ""));
        assertThat(ok(http.get(ARTICLES + "/" + id, agent)).at("/answer/en").asText())
                .isEqualTo("In front.");
        refuses(
                400,
                "bad-request",
                http.send(
                        "PUT",
                        ARTICLES + "/" + id,
                        agent,
                        content("Parking", "Nowhere.").toString()));
        refuses(400, "bad-request", http.post(ARTICLES + "/" + id + "/submit", agent, "", "If-Match", "*"));
    }

    @Test
    void letsAgentsWriteAndSupervisorsPublish() {
        String id = created(content("Lost keys", "At the desk.")).path("id").asText();
        String operator = edge.signIn(edge.agent(EdgeFixture.DEMO, Role.OPERATOR, 1));
        String foreign = edge.signIn(edge.agent(EdgeFixture.OTHER, Role.ADMIN, 1));

        for (String act : List.of("publish", "archive")) {
            refuses(403, "not-allowed", act(id, act, agent, 1, ""));
            refuses(404, "not-found", act(id, act, foreign, 1, ""));
        }
        refuses(403, "not-allowed", act(id, "restore", agent, 1, "{\"version\":1}"));
        refuses(403, "not-allowed", http.get(ARTICLES, operator));
        refuses(401, "sign-in-required", http.get(ARTICLES, null));
        refuses(401, "sign-in-required", http.get(UNANSWERED, null));
        refuses(401, "sign-in-required", http.post("/api/v1/knowledge/try", null, "{\"question\":\"x\"}"));
        refuses(
                403,
                "not-allowed",
                http.post(ARTICLES, operator, content("A", "B").toString()));
        refuses(404, "not-found", http.get(ARTICLES + "/" + id, foreign));
        refuses(404, "not-found", http.get(ARTICLES + "/" + id + "/versions", foreign));
        assertThat(ok(http.get(ARTICLES, foreign)).path("items")).isEmpty();
        refuses(404, "not-found", change(id, foreign, 1, content("Lost keys", "Ours now.")));
    }

    @Test
    void refusesWhatNoArticleCanBeAndSaysWhy() {
        record Bad(String field, String json) {}
        String many = "\"x\",".repeat(101);
        for (Bad bad : List.of(
                new Bad("title is missing", "{}"),
                new Bad("at /title: a title is needed", "{\"title\":{\"zh\":\"  \",\"en\":\"\"}}"),
                new Bad("at /title/en: ", "{\"title\":{\"en\":\"" + "x".repeat(201) + "\"}}"),
                new Bad(
                        "at /answer/zh: ",
                        "{\"title\":{\"en\":\"x\"},\"answer\":{\"zh\":\"" + "x".repeat(5001) + "\"}}"),
                new Bad("at /questions/en/0: ", "{\"title\":{\"en\":\"x\"},\"questions\":{\"en\":[\" \"]}}"),
                new Bad("at /questions/en/0: ", "{\"title\":{\"en\":\"x\"},\"questions\":{\"en\":[null]}}"),
                new Bad(
                        "at /questions/zh: ",
                        "{\"title\":{\"en\":\"x\"},\"questions\":{\"zh\":[" + many.substring(0, many.length() - 1)
                                + "]}}"),
                new Bad("at /tags: each", "{\"title\":{\"en\":\"x\"},\"tags\":[\"a\",\"a\"]}"),
                new Bad("at /tags/0: a tag", "{\"title\":{\"en\":\"x\"},\"tags\":[\"<b>\"]}"),
                new Bad(
                        "at /channels/SMS!: a kind of channel",
                        "{\"title\":{\"en\":\"x\"},\"channels\":{\"SMS!\":{\"en\":\"y\"}}}"),
                new Bad("at /channels/sms: ", "{\"title\":{\"en\":\"x\"},\"channels\":{\"sms\":null}}"),
                new Bad(
                        "at /validUntil: must be after",
                        "{\"title\":{\"en\":\"x\"},\"validFrom\":\"2027-01-02T00:00:00Z\",\"validUntil\":\"2027-01-01T00:00:00Z\"}"),
                new Bad("at /comment: ", "{\"title\":{\"en\":\"x\"},\"comment\":\"" + "x".repeat(501) + "\"}"),
                new Bad("at /id: ", "{\"id\":\"No Such Id\",\"title\":{\"en\":\"x\"}}"),
                new Bad("title.en holds", "{\"title\":{\"en\":\"a\\ud800b\"}}"),
                new Bad("title.en holds", "{\"title\":{\"en\":\"a\\u0000b\"}}"),
                new Bad("answer.zh holds", "{\"title\":{\"en\":\"x\"},\"answer\":{\"zh\":\"\\udc00\"}}"),
                new Bad(
                        "questions.en[1] holds",
                        "{\"title\":{\"en\":\"x\"},\"questions\":{\"en\":[\"a?\",\"b\\u0007?\"]}}"),
                new Bad("comment holds", "{\"title\":{\"en\":\"x\"},\"comment\":\"\\ud800\"}"),
                new Bad("name of a field", "{\"title\":{\"en\":\"x\"},\"channels\":{\"\\ud800\":{\"en\":\"y\"}}}"),
                new Bad("at /title/pt-BR: unknown key", "{\"title\":{\"zh\":\"x\",\"pt-BR\":\"y\"}}"),
                new Bad("at /answer/pt-BR: unknown key", "{\"title\":{\"en\":\"x\"},\"answer\":{\"pt-BR\":\"y\"}}"),
                new Bad(
                        "at /questions/pt-BR: unknown key",
                        "{\"title\":{\"en\":\"x\"},\"questions\":{\"pt-BR\":[\"y\"]}}"),
                new Bad(
                        "at /channels/sms/fr: unknown key",
                        "{\"title\":{\"en\":\"x\"},\"channels\":{\"sms\":{\"en\":\"y\",\"fr\":\"z\"}}}"),
                new Bad("at /title: must be keys and values", "{\"title\":\"x\"}"),
                new Bad("at /colour: unknown key", "{\"title\":{\"en\":\"x\"},\"colour\":\"red\"}"),
                new Bad("at /validFrom: must be a date-time", "{\"title\":{\"en\":\"x\"},\"validFrom\":\"tomorrow\"}"),
                new Bad("JSON", "no json"),
                new Bad("keys and values", "null"))) {
            Answer answer = http.post(ARTICLES, agent, bad.json());
            refuses(400, "bad-request", answer);
            assertThat(answer.json().path("detail").asText()).as(bad.json()).contains(bad.field());
        }
        refuses(
                413,
                "too-large",
                http.post(ARTICLES, agent, content("x", "y".repeat(70_000)).toString()));
        String id = created(content("No answer yet", "")).path("id").asText();
        refuses(400, "bad-request", act(id, "publish", supervisor, 1, ""));
        refuses(400, "bad-request", act(id, "submit", agent, 1, ""));
        refuses(400, "bad-request", act(id, "restore", supervisor, 1, "{}"));
        refuses(404, "not-found", act(id, "restore", supervisor, 1, "{\"version\":9}"));
        refuses(404, "not-found", http.get(ARTICLES + "/unknown", agent));
        refuses(404, "not-found", http.get(ARTICLES + "/%F0%9F%98%80", agent));
        for (String query : List.of("?state=lost", "?limit=0", "?limit=x", "?cursor=forged", "?q=" + "x".repeat(300))) {
            refuses(400, "bad-request", http.get(ARTICLES + query, agent));
        }
        ObjectNode taken = content("Same id", "Again.").put("id", "same-id");
        created(taken);
        refuses(409, "changed-meanwhile", http.post(ARTICLES, agent, taken.toString()));
    }

    @Test
    void findsArticlesByWordsStateAndTagInPages() {
        String tag = "t" + UUID.randomUUID().toString().substring(0, 8);
        for (String title : List.of("Alpha", "Beta", "Gamma")) {
            ObjectNode content = content(title + " " + tag, "An answer.");
            content.putArray("tags").add(tag);
            created(content);
        }
        JsonNode first = ok(http.get(ARTICLES + "?limit=2&tag=" + tag, agent));
        assertThat(first.path("items").findValuesAsText("version")).hasSize(2);
        assertThat(first.at("/items/0/title/en").asText()).startsWith("Gamma");
        assertThat(first.path("tags").toString()).contains(tag);
        JsonNode second = ok(http.get(
                ARTICLES + "?limit=2&tag=" + tag + "&cursor="
                        + first.path("next").asText(),
                agent));
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.has("next")).isFalse();
        assertThat(ok(http.get(ARTICLES + "?q=BETA%20" + tag + "&state=draft,in-review", agent))
                        .path("items"))
                .hasSize(1);
        assertThat(ok(http.get(ARTICLES + "?tag=" + tag + "&state=published", agent))
                        .path("items"))
                .isEmpty();
    }

    private static void asked(TenantId tenant, String id, String conversation, long sequence, Instant at) {
        EdgeFixture.await(edge.keyring.toSeal(tenant, new CustomerId("c")));
        edge.questions.record(
                tenant,
                new OpenQuestions.QuestionOccurrence(
                        id, new CustomerId("c"), new ConversationId(conversation), sequence, at, Language.ZH, "你们招人吗"));
    }

    @Test
    void makesAnArticleOfWhatNobodyAnswered() {
        Instant now = Instant.parse("2026-11-21T08:00:00Z");
        asked(EdgeFixture.DEMO, "q1", "c1", 5, now);
        asked(EdgeFixture.DEMO, "q1", "c2", 5, now.plusSeconds(60));
        asked(EdgeFixture.DEMO, "q1", "c2", 5, now.plusSeconds(60));
        asked(EdgeFixture.DEMO, "q2", "c3", 7, now);
        asked(EdgeFixture.OTHER, "q3", "c4", 7, now);

        JsonNode open = ok(http.get(UNANSWERED + "?limit=1", agent));
        assertThat(open.at("/items/0/id").asText()).isEqualTo("q1");
        assertThat(open.at("/items/0/count").asInt()).isEqualTo(2);
        assertThat(open.at("/items/0/conversation").asText()).isEqualTo("c2");
        assertThat(ok(http.get(UNANSWERED + "?cursor=" + open.path("next").asText(), agent))
                        .at("/items/0/id")
                        .asText())
                .isEqualTo("q2");

        JsonNode topics = ok(http.get("/api/v1/knowledge/topics", agent));
        assertThat(topics.at("/items/0/topic").asText()).isEqualTo("招人");
        assertThat(topics.at("/items/0/times").asInt()).isEqualTo(3);
        assertThat(topics.at("/items/0/ids/0").asText()).isEqualTo("q1");
        assertThat(topics.path("complete").asBoolean()).isTrue();
        refuses(400, "bad-request", http.get("/api/v1/knowledge/topics?state=lost", agent));

        JsonNode article = ok(http.post(UNANSWERED + "/q1/article", agent, ""));
        assertThat(article.at("/questions/zh/0").asText()).isEqualTo("你们招人吗");
        assertThat(article.at("/origin/question").asText()).isEqualTo("q1");
        refuses(409, "changed-meanwhile", http.post(UNANSWERED + "/q1/article", agent, ""));
        JsonNode answered = ok(http.get(UNANSWERED + "?state=answered", agent));
        assertThat(answered.at("/items/0/article").asText())
                .isEqualTo(article.path("id").asText());

        refuses(403, "not-allowed", http.send("PUT", UNANSWERED + "/q2", agent, "{\"state\":\"ignored\"}"));
        assertThat(ok(http.send("PUT", UNANSWERED + "/q2", supervisor, "{\"state\":\"ignored\"}"))
                        .path("state")
                        .asText())
                .isEqualTo("ignored");
        for (String body : List.of(
                "{}", "{\"state\":\"lost\"}", "{\"state\":\"answered\"}", "{\"state\":\"open\",\"article\":\"x\"}")) {
            refuses(400, "bad-request", http.send("PUT", UNANSWERED + "/q2", supervisor, body));
        }
        refuses(
                404,
                "not-found",
                http.send("PUT", UNANSWERED + "/q2", supervisor, "{\"state\":\"answered\",\"article\":\"none\"}"));
        refuses(404, "not-found", http.send("PUT", UNANSWERED + "/q3", supervisor, "{\"state\":\"ignored\"}"));
        refuses(404, "not-found", http.post(UNANSWERED + "/q3/article", agent, ""));
        refuses(400, "bad-request", http.get(UNANSWERED + "?cursor=forged", agent));
        refuses(400, "bad-request", http.get(UNANSWERED + "?state=lost", agent));
    }

    @Test
    void refusesToTryWhatIsNoQuestion() {
        for (String body : List.of(
                "{}",
                "{\"question\":\" \"}",
                "{\"question\":\"" + "x".repeat(1001) + "\"}",
                "{\"question\":\"x\",\"language\":\"fr\"}",
                "{\"question\":\"x\",\"channel\":\"" + "x".repeat(40) + "\"}",
                "[]")) {
            refuses(400, "bad-request", http.post("/api/v1/knowledge/try", agent, body));
        }
        assertThat(tried("🤷", "").path("outcome").asText()).isEqualTo("unknown");
    }
}
