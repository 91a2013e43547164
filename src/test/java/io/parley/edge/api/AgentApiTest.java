package io.parley.edge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.LocalizedText;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.Console;
import io.parley.edge.EdgeFixture;
import io.parley.edge.kit.Json;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Sentiment;
import io.parley.routing.Routing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The REST interface against the real entities; every answer must be as the description says. */
class AgentApiTest {

    private static EdgeFixture edge;
    private static Client http;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(
                "parley.auth { failures-per-email = 3, failures-per-address = 1000, first-delay = 30s }");
        http = edge.client;
    }

    @AfterAll
    static void stop() {
        edge.close();
        List.of("signin", "agents", "conversations", "replay", "customers", "privacy")
                .forEach(http.described::expectAllAnswered);
    }

    private static Agent agent(Role role) {
        return edge.agent(EdgeFixture.DEMO, role, 3, "zh");
    }

    private static Answer signIn(String email, String password) {
        return http.post("/api/v1/sign-in", null, Json.write(Map.of("email", email, "password", password)));
    }

    private static JsonNode get(String path, String token) {
        Answer answer = http.get(path, token);
        assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static void refuses(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }

    @Test
    void signsInByAnyCaseOfTheAddressAndSaysWhoOneIs() {
        Agent agent = agent(Role.AGENT);
        Answer answer = signIn(agent.email().toUpperCase(java.util.Locale.ROOT), EdgeFixture.PASSWORD);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode me = get("/api/v1/me", answer.json().path("token").asText());
        assertThat(me.path("id").asText()).isEqualTo(agent.id().value());
        assertThat(me.at("/presence/status").asText()).isEqualTo("offline");
        assertThat(answer.body()).doesNotContain(agent.passwordHash());
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownAddressAlike() {
        String email = agent(Role.AGENT).email();
        Answer wrong = signIn(email, "wrong");
        Answer unknown = signIn("nobody" + email, "wrong");

        refuses(401, "sign-in-refused", wrong);
        assertThat(unknown.body()).isEqualTo(wrong.body());
        refuses(400, "bad-request", http.post("/api/v1/sign-in", null, "{}"));
        refuses(400, "bad-request", http.post("/api/v1/sign-in", null, "no json"));
        refuses(
                413,
                "too-large",
                http.post("/api/v1/sign-in", null, "{\"email\":\"" + "x".repeat(70_000) + "\",\"password\":\"x\"}"));
    }

    @Test
    void makesWhoeverGuessesWaitAndNobodyElse() {
        Agent guessed = agent(Role.AGENT);
        for (int i = 0; i < 3; i++) {
            refuses(401, "sign-in-refused", signIn(guessed.email(), "guess" + i));
        }
        Answer answer = signIn(guessed.email(), EdgeFixture.PASSWORD);

        refuses(429, "too-many-requests", answer);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 30);
        assertThat(signIn(agent(Role.AGENT).email(), EdgeFixture.PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void letsAColleagueInFromWhereTheyHaveSignedInBefore() {
        Agent agent = agent(Role.AGENT);
        edge.signIn(agent);
        for (int i = 0; i < 5; i++) {
            signIn(agent.email(), "guess" + i);
        }
        assertThat(signIn(agent.email(), EdgeFixture.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void signsOutEverywhereOnesOwnTokensAndConsoles() {
        Agent agent = agent(Role.AGENT);
        String token = edge.signIn(agent);
        String elsewhere = edge.signIn(agent);
        try (Console console = Console.open(edge, agent)) {
            refuses(401, "sign-in-required", http.post("/api/v1/sign-out", null, ""));
            assertThat(http.post("/api/v1/sign-out", token, "").status()).isEqualTo(204);

            refuses(401, "sign-in-required", http.get("/api/v1/me", token));
            refuses(401, "sign-in-required", http.get("/api/v1/me", elsewhere));
            EdgeFixture.eventually(java.time.Duration.ofSeconds(5), () -> console.closeCode != -1);
        }
        assertThat(http.get("/api/v1/me", edge.signIn(agent)).status()).isEqualTo(200);
    }

    @Test
    void closesTheConsolesOfWhoeverWasRemovedWithinFiveSeconds() {
        Agent agent = agent(Role.AGENT);
        try (Console console = Console.open(edge, agent)) {
            edge.directory.dismiss(agent);
            EdgeFixture.eventually(java.time.Duration.ofSeconds(5), () -> console.closeCode != -1);
        }
    }

    @Test
    void letsSupervisorsSignOutColleaguesAndCustomersOfTheirTenantOnly() {
        Agent agent = agent(Role.AGENT);
        String token = edge.signIn(agent);
        String boss = edge.signIn(agent(Role.SUPERVISOR));
        String stranger = edge.signIn(edge.agent(EdgeFixture.OTHER, Role.SUPERVISOR, 1));
        String path = "/api/v1/agents/" + agent.id() + "/sign-out";
        var someone = edge.someone();
        String customer = "/api/v1/customers/" + someone.id() + "/sign-out";

        refuses(403, "not-allowed", http.post(path, token, ""));
        refuses(403, "not-allowed", http.post(customer, token, ""));
        refuses(404, "not-found", http.post(path, stranger, ""));
        assertThat(http.get("/api/v1/me", token).status()).isEqualTo(200);
        refuses(404, "not-found", http.post(customer, boss, ""));
        refuses(404, "not-found", http.post("/api/v1/customers/x/sign-out", boss, ""));
        refuses(404, "not-found", http.post("/api/v1/customers/a%7Cb/sign-out", boss, ""));
        someone.says("hello");
        refuses(404, "not-found", http.post(customer, stranger, ""));
        assertThat(http.post(customer, boss, "").status()).isEqualTo(204);
        assertThat(http.post(path, boss, "").status()).isEqualTo(204);
        refuses(401, "sign-in-required", http.get("/api/v1/me", token));
    }

    @Test
    void refusesWhoIsNotSignedInOrNoLongerThere() {
        Agent agent = agent(Role.AGENT);
        String token = edge.signIn(agent);
        for (String path : List.of(
                "/api/v1/me", "/api/v1/conversations", "/api/v1/agents", "/api/v1/queues", "/api/v1/customers/x")) {
            refuses(401, "sign-in-required", http.get(path, null));
            refuses(401, "sign-in-required", http.get(path, token + "x"));
            refuses(401, "sign-in-required", http.get(path, "a.b.c"));
        }
        String ticket = Console.ticket(edge, token);
        refuses(401, "sign-in-required", http.get("/api/v1/me", ticket));
        edge.directory.dismiss(agent);

        refuses(401, "sign-in-required", http.get("/api/v1/me", token));
    }

    @Test
    void nobodyReadsACustomersWordsOnceTheirKeyIsDestroyed() {
        var erased = edge.someone();
        var stays = edge.someone();
        ConversationId conversation = erased.says("the words to forget").conversation();
        ConversationId others = stays.says("the words to keep").conversation();
        String token = edge.signIn(agent(Role.AGENT));
        String admin = edge.signIn(agent(Role.ADMIN));
        String stranger = edge.signIn(edge.agent(EdgeFixture.OTHER, Role.ADMIN, 1));
        String path = "/api/v1/customers/" + erased.id() + "/key";
        String messages = "/api/v1/conversations/" + conversation + "/messages";
        assertThat(get(messages, token).toString()).contains("the words to forget");

        refuses(403, "not-allowed", http.send("DELETE", path, token, ""));
        refuses(404, "not-found", http.send("DELETE", path, stranger, ""));
        assertThat(http.send("DELETE", path, admin, "").status()).isEqualTo(204);
        refuses(404, "not-found", http.send("DELETE", path, admin, ""));

        assertThat(get(messages, token).toString())
                .doesNotContain("the words to forget")
                .contains("\"type\":\"message\"");
        assertThat(get("/api/v1/conversations/" + others + "/messages", token).toString())
                .contains("the words to keep");
        // What the conversation remembered is gone too, and it goes on.
        EdgeFixture.eventually(() -> {
            Answer summary = http.get("/api/v1/conversations/" + conversation, token);
            return summary.status() == 200 && !summary.json().toString().contains("the words to forget");
        });
        assertThat(erased.says("hello again").conversation()).isEqualTo(conversation);
        assertThat(get(messages, token).toString()).contains("hello again").doesNotContain("the words to forget");
    }

    @Test
    void anAdministratorBeginsANewEpochOfTheTenantsKeyAndASecondOneIsTold() {
        var before = edge.someone();
        before.says("said before");
        String admin = edge.signIn(agent(Role.ADMIN));
        refuses(403, "not-allowed", http.post("/api/v1/keys/epochs", edge.signIn(agent(Role.SUPERVISOR)), ""));
        refuses(403, "not-allowed", http.get("/api/v1/keys/epochs", edge.signIn(agent(Role.AGENT))));
        int epochs = get("/api/v1/keys/epochs", admin).path("items").size();

        Answer begun = http.post("/api/v1/keys/epochs", admin, "");
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.json().path("number").asInt()).isEqualTo(epochs + 1);
        refuses(409, "not-possible-now", http.post("/api/v1/keys/epochs", admin, ""));

        assertThat(get("/api/v1/keys/epochs", admin).path("items"))
                .extracting(epoch -> epoch.path("state").asText())
                .startsWith("current", "outgoing");
        before.says("said afterwards");
        edge.someone().says("new here");
    }

    @Test
    void showsConversationsOfOnesTenantOnly() {
        var customer = edge.someone();
        Conversation.Stored stored = customer.says("hello");
        customer.says("a human for nothing");
        ConversationId id = stored.conversation();
        EdgeFixture.eventually(() -> edge.summary(EdgeFixture.DEMO, id).owner().kind() == Conversation.OwnerKind.QUEUE);
        edge.lists.put(EdgeFixture.DEMO, edge.summary(EdgeFixture.DEMO, id));
        String mine = edge.signIn(agent(Role.AGENT));
        String foreign = edge.signIn(edge.agent(EdgeFixture.OTHER, Role.ADMIN, 1));
        String operator = edge.signIn(agent(Role.OPERATOR));

        assertThat(get("/api/v1/conversations?status=open&limit=1", mine)
                        .at("/items/0/id")
                        .asText())
                .isEqualTo(id.value());
        assertThat(get("/api/v1/conversations?agent=me", mine).path("items")).isEmpty();
        assertThat(get("/api/v1/conversations", foreign).path("items")).isEmpty();
        for (String path : List.of(
                "/api/v1/conversations/" + id,
                "/api/v1/conversations/" + id + "/messages",
                "/api/v1/conversations/" + id + "/routing",
                "/api/v1/conversations/" + id + "/names",
                "/api/v1/customers/" + customer.id())) {
            get(path, mine);
            Answer notYours = http.get(path, foreign);
            refuses(404, "not-found", notYours);
            Answer unknown = http.get(
                    path.replace(id.value(), "unknown").replace(customer.id().value(), "unknown"), mine);
            assertThat(notYours.body()).isEqualTo(unknown.body());
            refuses(403, "not-allowed", http.get(path, operator));
        }
    }

    @Test
    void tellsWhatTheCustomerNamedAndWhereASecondOpinionDiffers() {
        String first = "Please send it to Maria Garcia on 2026-12-24";
        String second = "Maria Garcia waits, this is terrible";
        edge.annotators
                .names(first, Entity.PERSON, "Maria Garcia")
                .names(second, Entity.PERSON, "Maria Garcia")
                .feels(second, Sentiment.NEGATIVE);
        var customer = edge.someone();
        ConversationId id = customer.says(first).conversation();
        customer.says(second);
        String token = edge.signIn(agent(Role.AGENT));
        String path = "/api/v1/conversations/" + id + "/names";

        JsonNode read = get(path, token);

        assertThat(read.at("/aspects/en").toString()).isEqualTo("[\"names\",\"sentiment\"]");
        assertThat(read.at("/aspects/zh").toString()).isEqualTo("[\"names\"]");
        assertThat(read.path("complete").asBoolean()).isTrue();
        assertThat(read.at("/names/0/value").asText()).isEqualTo("Maria Garcia");
        assertThat(read.at("/names/0/times").asInt()).isEqualTo(2);
        assertThat(read.at("/names/1/type").asText()).isEqualTo("date");
        assertThat(read.at("/names/1/value").asText()).isEqualTo("2026-12-24");
        assertThat(read.at("/opinions/0/first").asText()).isEqualTo("neutral");
        assertThat(read.at("/opinions/0/second").asText()).isEqualTo("negative");

        int asked = edge.annotators.asked();
        assertThat(get(path, token)).isEqualTo(read);
        assertThat(edge.annotators.asked()).as("a message is read once").isEqualTo(asked);
    }

    @Test
    void tellsNothingThatACustomerNamedOnceTheirKeyIsDestroyed() {
        String text = "Please send it to Erika Mustermann on 2026-12-24";
        edge.annotators.names(text, Entity.PERSON, "Erika Mustermann").feels(text, Sentiment.POSITIVE);
        var erased = edge.someone();
        var stays = edge.someone();
        ConversationId id = erased.says(text).conversation();
        ConversationId others = stays.says(text).conversation();
        String token = edge.signIn(agent(Role.AGENT));
        assertThat(get("/api/v1/conversations/" + id + "/names", token).path("names"))
                .hasSize(2);
        assertThat(get("/api/v1/conversations/" + others + "/names", token).path("names"))
                .hasSize(2);

        assertThat(http.send("DELETE", "/api/v1/customers/" + erased.id() + "/key", edge.signIn(agent(Role.ADMIN)), "")
                        .status())
                .isEqualTo(204);

        JsonNode read = get("/api/v1/conversations/" + id + "/names", token);
        assertThat(read.path("names")).isEmpty();
        assertThat(read.path("opinions")).isEmpty();
        int asked = edge.annotators.asked();
        assertThat(get("/api/v1/conversations/" + others + "/names", token).path("names"))
                .hasSize(2);
        assertThat(edge.annotators.asked()).as("others' are remembered").isEqualTo(asked);
    }

    @Test
    void tellsDatesAndThatItIsNotAllWhileNobodyReadsNames() {
        var customer = edge.someone();
        ConversationId id = customer.says("Maria Garcia comes on 2026-12-24").conversation();
        String token = edge.signIn(agent(Role.AGENT));
        String path = "/api/v1/conversations/" + id + "/names";
        try {
            edge.annotators.leave();
            JsonNode without = get(path, token);
            assertThat(without.at("/aspects/en")).isEmpty();
            assertThat(without.path("complete").asBoolean()).isFalse();
            assertThat(without.path("names")).hasSize(1);

            edge.annotators.comeBack();
            edge.annotators.fail();
            assertThat(get(path, token).path("complete").asBoolean()).isFalse();
        } finally {
            edge.annotators.comeBack();
        }
        assertThat(get(path, token).path("complete").asBoolean()).isTrue();
    }

    @Test
    void decidesARecordedConversationAgainForSupervisors() {
        var customer = edge.someone();
        ConversationId id = customer.says("hello, really").conversation();
        EdgeFixture.eventually(() -> edge.summary(EdgeFixture.DEMO, id).sequence() == 3);
        customer.says("is it really so?");
        EdgeFixture.eventually(() -> edge.summary(EdgeFixture.DEMO, id).sequence() >= 5);
        String path = "/api/v1/conversations/" + id + "/replay";

        edge.modelThreads.clear();
        JsonNode replay = get(path, edge.signIn(edge.agent(EdgeFixture.DEMO, Role.SUPERVISOR, 0)));
        assertThat(edge.modelThreads).as("apart from the threads that serve").containsOnly("models");

        assertThat(replay.path("same").asBoolean()).as("%s", replay).isTrue();
        assertThat(replay.path("items")).hasSize(2);
        assertThat(replay.at("/items/1/again/entries/0").toString())
                .isEqualTo(replay.at("/items/1/recorded/entries/0").toString());
        refuses(403, "not-allowed", http.get(path, edge.signIn(edge.agent(EdgeFixture.DEMO, Role.AGENT, 1))));
        refuses(404, "not-found", http.get(path, edge.signIn(edge.agent(EdgeFixture.OTHER, Role.SUPERVISOR, 0))));
    }

    @Test
    void givesTheRecordInPagesWithoutGaps() {
        var customer = edge.someone();
        ConversationId id = customer.says("one").conversation();
        EdgeFixture.eventually(() -> edge.summary(EdgeFixture.DEMO, id).sequence() == 3);
        String token = edge.signIn(agent(Role.AGENT));
        String path = "/api/v1/conversations/" + id + "/messages";

        JsonNode first = get(path + "?limit=2", token);
        assertThat(first.path("items").findValuesAsText("sequence")).containsExactly("1", "2");
        assertThat(first.path("next").asInt()).isEqualTo(2);
        JsonNode second = get(path + "?limit=2&after=2", token);
        assertThat(second.at("/items/0/author/kind").asText()).isEqualTo("bot");
        assertThat(second.at("/items/0/sources/0/article").asText()).isEqualTo("a1");
        assertThat(second.has("next")).isFalse();
        assertThat(get(path + "?after=3", token).path("items")).isEmpty();
        for (String query : List.of("?limit=0", "?limit=501", "?after=-1", "?after=x")) {
            refuses(400, "bad-request", http.get(path + query, token));
        }
        for (String query : List.of("?status=lost", "?cursor=forged", "?limit=1000", "?q=" + "x".repeat(300))) {
            refuses(400, "bad-request", http.get("/api/v1/conversations" + query, token));
        }
    }

    @Test
    void knowsTheCustomerTheQueuesAndTheColleagues() {
        var customer = edge.someone();
        customer.says("a human for orders");
        Agent agent = agent(Role.SUPERVISOR);
        String token = edge.signIn(agent);
        EdgeFixture.eventually(
                () -> get("/api/v1/queues", token).at("/items/1/waiting").asInt() > 0);

        JsonNode queue = get("/api/v1/queues", token).at("/items/1");
        assertThat(queue.path("id").asText()).isEqualTo("orders");
        assertThat(queue.has("oldestSince")).isTrue();
        JsonNode found = get("/api/v1/customers/" + customer.id(), token);
        assertThat(found.at("/identities/0/address").asText()).matches("#[2-9A-Z]{6}");
        assertThat(found.at("/conversations/0/customer/id").asText())
                .isEqualTo(customer.id().value());
        assertThat(get("/api/v1/agents", token).path("items").findValuesAsText("id"))
                .contains(agent.id().value());
    }

    @Test
    void explainsHowAConversationWasRouted() {
        ConversationId id = edge.someone().says("hello").conversation();
        Agent agent = agent(Role.AGENT);
        Instant now = Instant.parse("2026-11-21T08:00:00Z");
        Routing.Item item = new Routing.Item(
                id,
                3,
                new io.parley.CustomerId("c"),
                null,
                new Routing.Requirement(Language.EN, List.of("orders")),
                io.parley.Personal.sealed("c:1.AAAA"),
                io.parley.Personal.sealed("c:1.AAAA"),
                now);
        Routing.Decision why = new Routing.Decision(
                "rule",
                "longest-idle",
                List.of(
                        new Routing.Candidate(agent.id(), null),
                        new Routing.Candidate(new io.parley.AgentId("other"), "no-skill:orders")));
        edge.decisions = List.of(
                new Routing.ItemQueued(item, now),
                new Routing.ItemReserved(new Routing.Reservation("r1", item, agent.id(), why, now, now), now),
                new Routing.ReservationDeclined("r1", now),
                new Routing.ReservationExpired("r1", now),
                new Routing.ReservationWithdrawn("r1", now),
                new Routing.ReservationAccepted("r1", now),
                new Routing.ItemAssigned(id, 3, now),
                new Routing.ItemReturned(id, 3, agent.id(), now),
                new Routing.ItemLeft(id, 3, now));
        JsonNode items = get("/api/v1/conversations/" + id + "/routing", edge.signIn(agent))
                .path("items");

        assertThat(items.findValuesAsText("decision"))
                .containsExactly(
                        "queued",
                        "offered",
                        "declined",
                        "expired",
                        "withdrawn",
                        "accepted",
                        "assigned",
                        "returned",
                        "left");
        LocalizedText name = agent.name();
        assertThat(items.at("/1/explanation/en").asText()).contains(name.in("en"), "other (", "orders");
        assertThat(items.at("/1/explanation/zh").asText()).doesNotContain("no-skill");
        assertThat(items.at("/2/explanation/zh").asText()).contains(name.in("zh"));
    }
}
