package io.parley.edge.webhook;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.SECRETS;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.Answer;
import io.parley.edge.EdgeFixture;
import io.parley.edge.kit.Json;
import io.parley.signing.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A customer who writes over the generic channel and the widget. */
class OneCustomerTwoChannelsTest extends GenericChannelFixture {

    private static final String DIRECT_LINE = "/v3/directline/conversations";

    @Test
    void isOneConversationOverTwoChannelsOfWhoeverIsProvenToBeTheSame() {
        JsonNode thread = webChat(proven(accountId));
        String id = thread.path("conversationId").asText();
        String token = thread.path("token").asText();
        Answer inWidget = http.post(DIRECT_LINE + "/" + id + "/activities", token, activity("m1", "begun here"));
        assertThat(inWidget.status()).isEqualTo(200);
        eventually(() -> polled(id, token).equals(List.of("begun here", "echo: begun here")));

        // The same message id as on the other channel is another message.
        Answer outside = post(body("m1", message -> {
            with(message, "from", Map.of("id", user, "account", accountId));
            message.put("text", "finished there");
        }));
        assertThat(outside.status()).as(outside.body()).isEqualTo(202);
        assertThat(outside.json().path("sequence").asLong()).isGreaterThan(3);
        eventually(() -> receiver.texts(user).equals(List.of("echo: finished there")));
        // Said on another channel, and seen here too: both are proven.
        eventually(() -> polled(id, token)
                .equals(List.of("begun here", "echo: begun here", "finished there", "echo: finished there")));

        http.post(DIRECT_LINE + "/" + id + "/activities", token, activity("m2", "back again"));
        eventually(() -> polled(id, token).size() == 6);
        assertThat(receiver.texts(user)).hasSize(1);
        JsonNode customer = get("/api/v1/customers/" + id);
        assertThat(customer.path("conversations")).hasSize(1);
        assertThat(customer.path("identities")).hasSize(2).allSatisfy(identity -> assertThat(
                        identity.path("verified").asBoolean())
                .isTrue());
        assertThat(customer.path("account").asText()).isEqualTo(accountId);
    }

    @Test
    void finishesOverTheGenericChannelWhatWasBegunInTheWidget() {
        JsonNode thread = webChat(proven(accountId));
        String id = thread.path("conversationId").asText();
        String token = thread.path("token").asText();
        http.post(DIRECT_LINE + "/" + id + "/activities", token, activity("m1", "form"));
        eventually(() -> polled(id, token).equals(List.of("form", "Which number?")));

        post(body("m1", message -> {
            with(message, "from", Map.of("id", user, "account", accountId));
            message.put("text", "10001");
        }));
        eventually(() -> receiver.texts(user).equals(List.of("the number is 10001")));
    }

    @Test
    void showsNothingOfOtherChannelsToWhoeverIsNotProvenToBeTheSame() {
        JsonNode stranger = webChat(null);
        String id = stranger.path("conversationId").asText();
        String token = stranger.path("token").asText();
        post(body("m1", message -> {
            with(message, "from", Map.of("id", user, "account", accountId));
            message.put("text", "a secret");
        }));
        http.post(DIRECT_LINE + "/" + id + "/activities", token, activity("m1", "hello"));
        eventually(() -> polled(id, token).size() == 2);
        assertThat(polled(id, token)).containsExactly("hello", "echo: hello");
        JsonNode customer = get("/api/v1/customers/" + id);
        assertThat(customer.at("/identities/0/verified").asBoolean()).isFalse();
        assertThat(customer.has("account")).isFalse();
    }

    @Test
    void theBotKnowsWhoAsksOnEveryChannelAndWhoDoesNot() {
        JsonNode stranger = webChat(null);
        String id = stranger.path("conversationId").asText();
        String token = stranger.path("token").asText();
        http.post(DIRECT_LINE + "/" + id + "/activities", token, activity("m1", "who am I"));
        eventually(() -> polled(id, token).equals(List.of("who am I", "null by none")));

        post(body("m1", message -> {
            with(message, "from", Map.of("id", user, "account", accountId));
            message.put("text", "who am I");
        }));
        eventually(() -> receiver.texts(user).equals(List.of(accountId + " by company")));
    }

    @Test
    void aStrangersThreadGoesOnOnceTheyHaveSignedIn() {
        JsonNode thread = webChat(null);
        String id = thread.path("conversationId").asText();
        String strangers = thread.path("token").asText();
        http.post(DIRECT_LINE + "/" + id + "/activities", strangers, activity("m1", "hello"));
        eventually(() -> polled(id, strangers).size() == 2);

        refuses(403, "not-allowed", refresh(strangers, Map.of("id", accountId, "proof", "nonsense")));
        Answer refreshed = refresh(strangers, proven(accountId));
        assertThat(refreshed.json().path("conversationId").asText()).isEqualTo(id);
        String token = refreshed.json().path("token").asText();
        http.post(DIRECT_LINE + "/" + id + "/activities", token, activity("m2", "who am I"));
        eventually(
                () -> polled(id, token).equals(List.of("hello", "echo: hello", "who am I", accountId + " by company")));
        // The stranger's token is of no use any more, and the thread never becomes somebody else's.
        refuses(
                403,
                "not-allowed",
                http.post(DIRECT_LINE + "/" + id + "/activities", strangers, activity("m3", "who am I now")));
        refuses(403, "not-allowed", refresh(token, proven("another")));
    }

    private static Answer refresh(String token, Map<String, Object> account) {
        return http.post("/v3/directline/tokens/refresh", token, Json.write(Map.of("account", account)));
    }

    @Test
    void believesAPageOnlyAProofThatHolds() {
        String secret = SECRETS.newest(DEMO, EdgeFixture.ACCOUNT);
        byte[] id = accountId.getBytes(StandardCharsets.UTF_8);
        Instant now = Instant.now();
        for (String proof : List.of(
                "",
                "nonsense",
                Signature.of("another secret", now.plusSeconds(60), id).toString(),
                Signature.of(secret, now.minusSeconds(1), id).toString(),
                Signature.of(secret, now.plus(Duration.ofDays(2)), id).toString(),
                Signature.of(secret, now.plusSeconds(60), "other".getBytes(StandardCharsets.UTF_8))
                        .toString())) {
            refuses(403, "not-allowed", generate(EdgeFixture.WIDGET_KEY, Map.of("id", accountId, "proof", proof)));
        }
        refuses(400, "bad-request", generate(EdgeFixture.WIDGET_KEY, Map.of("id", "a|b", "proof", "x")));
        // The company's own program is believed, unless what it passes on is wrong.
        assertThat(generate(EdgeFixture.SECRET, Map.of("id", accountId))
                        .json()
                        .path("conversationId")
                        .asText())
                .isEqualTo(webChat(proven(accountId)).path("conversationId").asText());
        refuses(403, "not-allowed", generate(EdgeFixture.SECRET, Map.of("id", accountId, "proof", "nonsense")));
    }

    private static Map<String, Object> proven(String accountId) {
        return Map.of(
                "id",
                accountId,
                "proof",
                Signature.of(
                                SECRETS.newest(DEMO, EdgeFixture.ACCOUNT),
                                Instant.now().plusSeconds(600),
                                accountId.getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    private static Answer generate(String key, @Nullable Map<String, Object> account) {
        Map<String, Object> body = new HashMap<>(Map.of("user", Map.of("id", "dl_" + UUID.randomUUID())));
        if (account != null) {
            body.put("account", account);
        }
        return http.post("/v3/directline/tokens/generate", key, Json.write(body), "Origin", EdgeFixture.ORIGIN);
    }

    private static JsonNode webChat(@Nullable Map<String, Object> account) {
        Answer answer = generate(EdgeFixture.WIDGET_KEY, account);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static String activity(String id, String text) {
        return Json.write(Map.of("type", "message", "text", text, "channelData", Map.of("clientActivityID", id)));
    }

    private static List<String> polled(String thread, String token) {
        List<String> texts = new ArrayList<>();
        http.get(DIRECT_LINE + "/" + thread + "/activities", token)
                .json()
                .path("activities")
                .forEach(activity -> texts.add(activity.path("text").asText()));
        return texts;
    }
}
