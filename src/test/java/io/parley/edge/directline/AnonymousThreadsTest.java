package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.AUTH_SECRET;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.TemporarilyRefused;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import io.parley.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Threads of customers who have proven nothing, and of customers who sign in on them. */
class AnonymousThreadsTest extends CredentialsFixture {

    private static String randomUser() {
        return "dl_" + UUID.randomUUID();
    }

    @Test
    void opensAnAnonymousThreadAgainForItsSecretAndForNothingElse() {
        Answer begun = page("{}");
        Open thread = granted(begun);
        String id = begun.json().at("/user/id").asText();
        String secret = begun.json().path("threadSecret").asText();
        client.post(thread, "m1", "private");

        refused(page(user(id)), 403);
        refused(page(with(id, "")), 403);
        refused(page(with(id, secret + "x")), 403);
        Answer other = page("{}");
        refused(page(with(id, other.json().path("threadSecret").asText())), 403);
        Open again = granted(page(with(id, secret)));
        assertThat(again.id()).isEqualTo(thread.id());
        eventually(() -> client.poll(again, null).body().contains("private"));
    }

    private static final Duration SECRET_AGE = Duration.ofDays(365);

    private static String secretOf(String user, Instant madeAt) {
        return new ThreadSecrets(
                        new SigningKeys(AUTH_SECRET, List.of()), SECRET_AGE, Clock.fixed(madeAt, ZoneOffset.UTC))
                .of(DEMO, ACCOUNT, user);
    }

    @Test
    void opensNoThreadForASecretThatWasRevokedHoweverLongAgo() {
        Answer begun = page("{}");
        String id = begun.json().at("/user/id").asText();
        String conversation = begun.json().path("conversationId").asText();
        Instant now = Instant.now();
        String old = secretOf(id, now.minus(Duration.ofDays(200)));
        assertThat(granted(page(with(id, old))).id()).isEqualTo(conversation);

        Revocations.Revocation longAgo = new Revocations.Revocation(
                Revocations.Subject.CUSTOMER, DEMO, conversation, now.minus(Duration.ofDays(199)));
        parley.revoked.add(longAgo, new Revocations.RetentionTimes(Duration.ofDays(1), SECRET_AGE));

        refused(page(with(id, old)), 403);
        String since = begun.json().path("threadSecret").asText();
        assertThat(granted(page(with(id, since))).id()).isEqualTo(conversation);
    }

    @Test
    void opensNoThreadForASecretThatIsTooOldAndGivesAFreshOneBeforeThat() {
        String id = page("{}").json().at("/user/id").asText();
        Instant oldest = Instant.now().minus(SECRET_AGE);
        String old = secretOf(id, oldest.plus(Duration.ofHours(1)));
        Answer opened = page(with(id, old));
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        assertThat(opened.json().path("threadSecret").asText()).isNotEqualTo(old);
        refused(page(with(id, secretOf(id, oldest.minus(Duration.ofHours(1))))), 403);
        // The way out: a conversation of its own.
        assertThat(client.post(granted(page("{}")), "m1", "anew").status()).isEqualTo(200);
    }

    /** What a token can be used for. */
    private interface Use {
        Answer of(Open thread);
    }

    static Map<String, Use> uses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        uses.put("read", thread -> client.poll(thread, null));
        uses.put("open", thread -> http.post(CONVERSATIONS, thread.token(), "", "Origin", ORIGIN));
        uses.put("open a stream", thread -> http.get(CONVERSATIONS + "/" + thread.id(), thread.token()));
        uses.put("write", thread -> client.post(thread, "m-" + UUID.randomUUID(), "a stranger's words"));
        uses.put(
                "upload",
                thread -> http.post(
                        CONVERSATIONS + "/" + thread.id() + "/upload",
                        thread.token(),
                        "a stranger's words".getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "text/plain",
                        "Content-Disposition",
                        "attachment; filename=\"words.txt\""));
        uses.put("show typing", thread -> activity(thread, "{\"type\":\"typing\"}"));
        uses.put("rate", thread -> activity(thread, "{\"type\":\"event\",\"name\":\"rating\",\"value\":1}"));
        uses.put("end", thread -> activity(thread, "{\"type\":\"endOfConversation\"}"));
        uses.put("refresh", thread -> http.post(REFRESH, thread.token(), "", "Origin", ORIGIN));
        uses.put("sign in as another", thread -> refreshedFor(thread, "b-" + UUID.randomUUID()));
        uses.put("revoke", thread -> http.post(REVOKE, thread.token(), "", "Origin", ORIGIN));
        return uses;
    }

    @Test
    void isForNothingToAStrangersTokenOnceSomebodyHasSignedInOnIt() {
        Open anonymous = granted(page("{}"));
        client.post(anonymous, "m1", "whose is this");
        Open signedIn = granted(refreshedFor(anonymous, "a-" + UUID.randomUUID()));
        assertThat(signedIn.id()).isEqualTo(anonymous.id());

        uses().forEach((what, use) -> {
            Answer answer = use.of(anonymous);
            assertThat(answer.status()).as(what + ": " + answer.body()).isEqualTo(403);
            assertThat(answer.json().path("code").asText()).as(what).isEqualTo("not-allowed");
        });

        // Whose it is goes on as if nothing had been tried.
        assertThat(client.post(signedIn, "m2", "mine").status()).isEqualTo(200);
        eventually(() -> client.poll(signedIn, null).body().contains("mine"));
        assertThat(client.poll(signedIn, null).body())
                .contains("whose is this")
                .doesNotContain("a stranger's words", "endOfConversation");
        assertThat(granted(http.post(REFRESH, signedIn.token(), "", "Origin", ORIGIN))
                        .id())
                .isEqualTo(signedIn.id());
    }

    @Test
    void isNotEvenLookedUpForAMessageThatIsOneTooMany() {
        Open anonymous = granted(page("{}"));
        granted(refreshedFor(anonymous, "a-" + UUID.randomUUID()));
        refused(client.post(anonymous, "m1", "a stranger's words"), 403);
        CompletableFuture<String> storing = new CompletableFuture<>();
        try {
            assertThatThrownBy(() -> {
                        while (true) {
                            parley.admission.admit(() -> storing);
                        }
                    })
                    .isInstanceOf(TemporarilyRefused.class);
            Answer overloaded = client.post(anonymous, "m2", "a stranger's words");
            assertThat(overloaded.status()).as(overloaded.body()).isEqualTo(503);
            assertThat(overloaded.json().path("code").asText()).isEqualTo("overloaded");
        } finally {
            storing.complete("stored");
        }
        refused(client.post(anonymous, "m3", "a stranger's words"), 403);
    }

    @Test
    void isForNothingToAStrangersTokenAlsoWhenNobodyHadWrittenOnItBefore() {
        Open anonymous = granted(page("{}"));
        Open signedIn = granted(refreshedFor(anonymous, "a-" + UUID.randomUUID()));

        uses().forEach((what, use) ->
                assertThat(use.of(anonymous).status()).as(what).isEqualTo(403));

        assertThat(client.post(signedIn, "m1", "mine").status()).isEqualTo(200);
    }

    @Test
    void isForNothingToAStrangersTokenWhenWhoeverSignedInIsErased() {
        Open anonymous = granted(page("{}"));
        Open signedIn = granted(refreshedFor(anonymous, "a-" + UUID.randomUUID()));
        client.post(signedIn, "m1", "mine");
        String admin = parley.signIn(parley.agent(DEMO, Role.ADMIN, 3));
        assertThat(http.send("DELETE", "/api/v1/customers/" + anonymous.id() + "/key", admin, "")
                        .status())
                .isEqualTo(204);

        uses().forEach((what, use) ->
                assertThat(use.of(anonymous).status()).as(what).isEqualTo(403));
    }

    @Test
    void goesOnForEveryTokenOfWhoeverSignedInOnIt() {
        Open anonymous = granted(page("{}"));
        client.post(anonymous, "m1", "whose is this");
        String account = "a-" + UUID.randomUUID();
        Open first = granted(refreshedFor(anonymous, account));
        // The answer may have been lost; the page shows its proof again, with the only token it has.
        Open again = granted(refreshedFor(anonymous, account));

        for (Open token : List.of(first, again)) {
            assertThat(client.post(token, "m-" + UUID.randomUUID(), "mine").status())
                    .isEqualTo(200);
            assertThat(client.poll(token, null).body()).contains("whose is this");
        }
        assertThat(http.post(REVOKE, first.token(), "", "Origin", ORIGIN).status())
                .isEqualTo(204);
        refused(client.poll(again, null), 403);
    }

    @Test
    void endsAStrangersStreamAndSecretWhenSomebodySignsInOnTheirThread() {
        Answer begun = page("{}");
        Open anonymous = granted(begun);
        client.post(anonymous, "m1", "whose is this");
        Open opened = DirectLineClient.open(http.post(CONVERSATIONS, anonymous.token(), "", "Origin", ORIGIN));
        try (Socket strangers = client.socket(opened.streamUrl())) {
            eventually(() -> !strangers.activities.isEmpty());
            granted(refreshedFor(anonymous, "a-" + UUID.randomUUID()));
            eventually(() -> strangers.closed);
        }

        Answer reopened = page(with(
                begun.json().at("/user/id").asText(),
                begun.json().path("threadSecret").asText()));
        refused(reopened, 403);
        // The way out for whoever it is: a conversation of their own.
        assertThat(client.post(granted(page("{}")), "m1", "anew").status()).isEqualTo(200);
    }

    @Test
    void takesALongRandomIdOfAPageOnceAndNoShortOne() {
        for (String id : List.of("dl_", "dl_1", "dl_customer", "dl_" + "a".repeat(40))) {
            refused(page(user(id)), 400);
        }
        String id = randomUser();
        Answer begun = page(user(id));
        client.post(granted(begun), "m1", "private");
        refused(page(user(id)), 403);
        assertThat(granted(page(with(id, begun.json().path("threadSecret").asText())))
                        .id())
                .isEqualTo(begun.json().path("conversationId").asText());
        // A program with the secret may call its users what it likes.
        assertThat(http.post(GENERATE, SECRET, user("dl_1")).status()).isEqualTo(200);
    }

    @Test
    void showsAgentsACodeInPlaceOfAnAnonymousId() {
        Answer begun = page("{}");
        Open thread = granted(begun);
        String id = begun.json().at("/user/id").asText();
        client.post(thread, "m1", "hello");
        String agent = parley.signIn(parley.agent(DEMO, Role.AGENT, 3));
        String customer = http.get("/api/v1/customers/" + thread.id(), agent).body();
        assertThat(customer).doesNotContain(id).contains("#");
    }

    @Test
    void saysNothingOfTheCustomerInTheAddressOfAStream() {
        Answer begun = http.post(
                CONVERSATIONS,
                SECRET,
                "{\"user\":{\"id\":\"alice-7\",\"name\":\"Alice\"},\"account\":{\"id\":\"account-4711\"}}");
        String url = DirectLineClient.open(begun).streamUrl();
        String ticket = url.substring(url.indexOf("t=") + 2);
        String said = new String(
                Base64.getUrlDecoder().decode(ticket.substring(ticket.indexOf('.') + 1, ticket.lastIndexOf('.'))),
                StandardCharsets.UTF_8);

        assertThat(said).contains(ACCOUNT).doesNotContain("alice-7", "Alice", "account-4711");
        try (Socket socket = client.socket(url)) {
            assertThat(socket.closed).isFalse();
        }
    }
}
