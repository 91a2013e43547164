package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.AUTH_SECRET;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.SECRETS;
import static io.parley.edge.EdgeFixture.WIDGET_KEY;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.WriteEvents;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.LocalizedText;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryImport;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import io.parley.signing.Signature;
import io.parley.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What opens a thread, for how long, and what opens none. */
class CredentialsTest {

    private static final String GENERATE = "/v3/directline/tokens/generate";
    private static final String REFRESH = "/v3/directline/tokens/refresh";
    private static final String REVOKE = "/v3/directline/tokens/revoke";

    private static EdgeFixture parley;
    private static Client http;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture(
                """
                parley.http.limits { threads-burst = 1000, of-tenants.sockets { thread = 3 } }
                """);
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    private static Answer page(String body) {
        return http.post(GENERATE, WIDGET_KEY, body, "Origin", ORIGIN);
    }

    private static Open granted(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return DirectLineClient.open(answer);
    }

    private static String user(String id) {
        return "{\"user\":{\"id\":\"" + id + "\"}}";
    }

    private static String randomUser() {
        return "dl_" + UUID.randomUUID();
    }

    private static String with(String id, String secret) {
        return "{\"user\":{\"id\":\"" + id + "\"},\"threadSecret\":\"" + secret + "\"}";
    }

    private static void refused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).endsWith(".");
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- anonymous threads ----

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

    private static Answer activity(Open thread, String activity) {
        return http.post(DirectLineClient.activities(thread), thread.token(), activity, "Origin", ORIGIN);
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

    private static Answer refreshedFor(Open thread, String account) {
        String signed = proof(account, Instant.now().plusSeconds(3_600));
        return http.post(
                REFRESH,
                thread.token(),
                "{\"account\":{\"id\":\"" + account + "\",\"proof\":\"" + signed + "\"}}",
                "Origin",
                ORIGIN);
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

    // ---- how long ----

    private static String proof(String account, Instant until) {
        return Signature.of(SECRETS.newest(DEMO, ACCOUNT), until, account.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Test
    void endsATokenAndItsRefreshesWithTheProofItWasMadeBy() {
        String account = "a-" + UUID.randomUUID();
        Instant until = Instant.now().plusSeconds(3_600);
        Answer granted = page("{\"account\":{\"id\":\"" + account + "\",\"proof\":\"" + proof(account, until) + "\"}}");
        assertThat(granted.json().path("expires_in").asLong()).isBetween(3_500L, 3_600L);
        assertThat(granted.json().has("threadSecret")).isFalse();
        Answer refreshed = http.post(REFRESH, granted.json().path("token").asText(), "", "Origin", ORIGIN);
        assertThat(refreshed.json().path("expires_in").asLong()).isLessThanOrEqualTo(3_600L);
    }

    @Test
    void cutsOffTheSocketOfATokenWhoseProofHasEnded() {
        String account = "a-" + UUID.randomUUID();
        Instant until = Instant.now().plusSeconds(6);
        Answer granted = page("{\"account\":{\"id\":\"" + account + "\",\"proof\":\"" + proof(account, until) + "\"}}");
        Open thread = DirectLineClient.open(
                http.post(CONVERSATIONS, granted.json().path("token").asText(), "", "Origin", ORIGIN));
        try (Socket socket = client.socket(thread.streamUrl())) {
            eventually(Duration.ofSeconds(20), () -> socket.closed);
        }
        refused(client.poll(thread, null), 403);
        refused(http.post(REFRESH, thread.token(), "", "Origin", ORIGIN), 403);
    }

    @Test
    void refreshesATokenUpToAGreatestAge() {
        try (EdgeFixture short1 = new EdgeFixture(
                "parley.auth { customer-token-lifetime = 2s, customer-token-age = 3s, token-lifetime = 10s }")) {
            DirectLineClient theirs = new DirectLineClient(short1.client);
            Open thread = theirs.start(SECRET);
            List<String> tokens = new ArrayList<>(List.of(thread.token()));
            eventually(Duration.ofSeconds(10), () -> {
                Answer answer = short1.client.post(REFRESH, tokens.get(tokens.size() - 1), "");
                if (answer.status() == 200) {
                    tokens.add(answer.json().path("token").asText());
                }
                return answer.status() == 403;
            });
        }
    }

    // ---- revoking ----

    @Test
    void endsAllTokensSocketsAndSecretsOfACustomerAtOnce() {
        Answer begun = page("{}");
        Open thread = granted(begun);
        Open elsewhere = granted(page(with(
                begun.json().at("/user/id").asText(),
                begun.json().path("threadSecret").asText())));
        Open opened = DirectLineClient.open(http.post(CONVERSATIONS, elsewhere.token(), "", "Origin", ORIGIN));
        client.post(thread, "m1", "private");
        try (Socket socket = client.socket(opened.streamUrl())) {
            assertThat(http.post(REVOKE, thread.token(), "", "Origin", ORIGIN).status())
                    .isEqualTo(204);

            refused(client.poll(thread, null), 403);
            refused(client.poll(elsewhere, null), 403);
            refused(http.post(REFRESH, elsewhere.token(), "", "Origin", ORIGIN), 403);
            eventually(Duration.ofSeconds(5), () -> socket.closed);
        }
        refused(
                page(with(
                        begun.json().at("/user/id").asText(),
                        begun.json().path("threadSecret").asText())),
                403);
    }

    private static Open signedIn(String account) {
        return granted(page("{\"account\":{\"id\":\"" + account + "\",\"proof\":\""
                + proof(account, Instant.now().plusSeconds(3_600)) + "\"}}"));
    }

    @Test
    void endsWhatAnAccountHasOnEveryThreadThatItHasSignedInOn() {
        String account = "a-" + UUID.randomUUID();
        Open begunByAStranger = granted(page("{}"));
        Open there = granted(refreshedFor(begunByAStranger, account));
        Open here = signedIn(account);
        assertThat(there.id()).isNotEqualTo(here.id());
        Open opened = DirectLineClient.open(http.post(CONVERSATIONS, there.token(), "", "Origin", ORIGIN));
        try (Socket socket = client.socket(opened.streamUrl())) {
            assertThat(http.post(REVOKE, here.token(), "", "Origin", ORIGIN).status())
                    .isEqualTo(204);

            refused(client.poll(here, null), 403);
            refused(client.poll(there, null), 403);
            refused(client.post(there, "m1", "cancel it"), 403);
            refused(http.post(REFRESH, there.token(), "", "Origin", ORIGIN), 403);
            eventually(Duration.ofSeconds(5), () -> socket.closed);
        }
        // Signing in again makes tokens that count.
        assertThat(client.poll(signedIn(account), null).status()).isEqualTo(200);
    }

    @Test
    void endsWhatAnAccountHasWhicheverOfItsThreadsAProgramOrASupervisorNames() {
        for (boolean program : List.of(true, false)) {
            String account = "a-" + UUID.randomUUID();
            Open here = signedIn(account);
            client.post(here, "m1", "hello");
            Open there = granted(refreshedFor(granted(page("{}")), account));
            String boss = parley.signIn(parley.agent(DEMO, Role.SUPERVISOR, 3));
            Answer revoked = program
                    ? http.post(REVOKE, SECRET, "{\"conversationId\":\"" + there.id() + "\"}")
                    : http.post("/api/v1/customers/" + there.id() + "/sign-out", boss, "");
            assertThat(revoked.status()).as(revoked.body()).isEqualTo(204);

            refused(client.poll(there, null), 403);
            refused(client.poll(here, null), 403);
        }
    }

    @Test
    void letsAProgramAndASupervisorRevokeAndAPageNot() {
        Open thread = client.start(SECRET);
        client.post(thread, "m1", "hello");
        String conversation = "{\"conversationId\":\"" + thread.id() + "\"}";
        refused(http.post(REVOKE, WIDGET_KEY, conversation, "Origin", ORIGIN), 403);
        assertThat(http.post(REVOKE, SECRET, conversation).status()).isEqualTo(204);
        refused(client.poll(thread, null), 403);

        Open other = client.start(SECRET);
        client.post(other, "m1", "hello");
        String boss = parley.signIn(parley.agent(DEMO, Role.SUPERVISOR, 3));
        assertThat(http.post("/api/v1/customers/" + other.id() + "/sign-out", boss, "")
                        .status())
                .isEqualTo(204);
        refused(client.poll(other, null), 403);
    }

    @Test
    void throttlesWhatPagesAtAnAddressRevokeAndNotTheCompany() {
        try (EdgeFixture few = new EdgeFixture(
                """
                parley.http.proxies.trusted = ["127.0.0.0/8"]
                parley.http.limits { revocations-per-second = 1, revocations-burst = 2 }
                """)) {
            String conversation = "{\"conversationId\":\""
                    + from(few, "198.51.100.3").json().path("conversationId").asText() + "\"}";
            // The first answer of a fresh node may take too long.
            eventually(() -> few.client.post(REVOKE, SECRET, conversation).status() == 204);
            for (int i = 0; i < 5; i++) {
                assertThat(few.client.post(REVOKE, SECRET, conversation).status())
                        .isEqualTo(204);
            }

            List<Answer> revoked = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String token = from(few, "198.51.100.1").json().path("token").asText();
                revoked.add(revokedFrom(few, token, "198.51.100.1"));
            }
            assertThat(revoked).extracting(Answer::status).startsWith(204, 204).contains(429);
            Answer refused = revoked.stream()
                    .filter(answer -> answer.status() == 429)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.header("Retry-After")).isNotEmpty();

            String elsewhere = from(few, "198.51.100.2").json().path("token").asText();
            assertThat(revokedFrom(few, elsewhere, "198.51.100.2").status()).isEqualTo(204);
        }
    }

    private static Answer revokedFrom(EdgeFixture server, String token, String address) {
        return server.client.post(REVOKE, token, "", "Origin", ORIGIN, "X-Forwarded-For", address);
    }

    // ---- keys ----

    @Test
    void takesTheKeyOfATenantWhoseNameBeginsLikeAToken() {
        TenantId tenant = new TenantId("eyewear");
        ChannelAccount account = new ChannelAccount(
                tenant,
                "web.chat",
                "webchat",
                LocalizedText.of("", ""),
                LocalizedText.of("", ""),
                List.of(),
                DirectoryImport.secretHash("the secret of eyewear"),
                List.of(ORIGIN),
                "",
                false);
        parley.directory.add(tenant, new DirectoryContent(List.of(), List.of(), List.of(account), List.of()));

        Answer begun = http.post(GENERATE, "eyewear.web.chat", "{}", "Origin", ORIGIN);
        assertThat(begun.status()).as(begun.body()).isEqualTo(200);
        assertThat(client.post(DirectLineClient.open(begun), "m1", "hello").status())
                .isEqualTo(200);
    }

    // ---- as published ----

    @Test
    void keepsTheFromOfAClientWithTheSecretOrAnUnboundToken() {
        Open thread = DirectLineClient.open(http.post(CONVERSATIONS, SECRET, ""));
        client.post(thread, "m1", "by token");
        client.post(new Open(thread.id(), SECRET, ""), "m2", "by secret");
        eventually(() -> DirectLineClient.texts(messages(thread)).containsAll(List.of("by token", "by secret")));
        for (JsonNode message : messages(thread)) {
            if (message.at("/from/role").asText().equals("user")) {
                assertThat(message.at("/from/id").asText()).isEqualTo("whoever");
            }
        }
        Open bound = DirectLineClient.open(http.post(CONVERSATIONS, SECRET, user("alice")));
        client.post(bound, "m1", "hello");
        eventually(() -> !messages(bound).isEmpty());
        assertThat(messages(bound).get(0).at("/from/id").asText()).isEqualTo("alice");
    }

    private static List<JsonNode> messages(Open thread) {
        return DirectLineClient.activities(client.poll(thread, "0").json()).stream()
                .filter(activity -> activity.path("type").asText().equals("message"))
                .toList();
    }

    @Test
    void saysWhatSendingAgainDoesByWhetherTheMessageHasAnId() {
        CountDownLatch answers = new CountDownLatch(1);
        try (EdgeFixture slow = new EdgeFixture("parley.ask-timeout = 300ms")) {
            DirectLineClient theirs = new DirectLineClient(slow.client);
            Open thread = theirs.start(SECRET);
            String path = DirectLineClient.activities(thread);
            assertThat(theirs.post(thread, "m0", "hello").status()).isEqualTo(200);
            // A database that hangs when something is stored.
            PersistenceTestKit.create(slow.system).withPolicy((id, operation) -> {
                if (operation instanceof WriteEvents) {
                    awaited(answers);
                }
                return ProcessingSuccess.getInstance();
            });

            Answer named =
                    slow.client.post(path, thread.token(), DirectLineClient.message("m" + UUID.randomUUID(), "hello"));
            assertThat(named.status()).isEqualTo(503);
            assertThat(named.body()).contains("one effect");
            Answer nameless = slow.client.post(path, thread.token(), DirectLineClient.message(null, "hello"));
            assertThat(nameless.status()).isEqualTo(503);
            assertThat(nameless.body()).contains("twice").doesNotContain("one effect");
            answers.countDown();
        }
    }

    @Test
    void refusesWhatShowsNothingAsEmpty() {
        Open thread = client.start(SECRET);
        for (String text : List.of(
                "\u00a0",
                "\u200b",
                "\u200d",
                "\u3164",
                "\u2800",
                "\ufeff",
                "\u00ad",
                "\ufe0f",
                "\u2800 \u3164\u200b")) {
            refused(client.post(thread, "m" + UUID.randomUUID(), text), 400);
        }
        assertThat(client.post(thread, "m1", "\u200b.").status()).isEqualTo(200);
    }

    // ---- limits ----

    @Test
    void refusesOneSocketTooManyOfAThreadAndGivesRoomBack() {
        Open thread = client.start(SECRET);
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(client.socket(client.reconnect(thread, "0").streamUrl()));
        }
        eventually(() -> !hasRoom(thread));
        open.get(0).close();
        eventually(() -> hasRoom(thread));
        open.forEach(Socket::close);
    }

    private static boolean hasRoom(Open thread) {
        try (Socket socket = client.socket(client.reconnect(thread, "0").streamUrl())) {
            return true;
        } catch (CompletionException refused) {
            assertThat(refused).hasStackTraceContaining("503");
            return false;
        }
    }

    @Test
    void countsThreadsByTheAddressBehindATrustedProxy() {
        try (EdgeFixture behind = new EdgeFixture(
                """
                parley.http.proxies.trusted = ["127.0.0.0/8"]
                parley.http.limits { threads-per-second = 1, threads-burst = 2 }
                """)) {
            for (int i = 0; i < 2; i++) {
                assertThat(from(behind, "198.51.100.1").status()).isEqualTo(200);
            }
            assertThat(from(behind, "198.51.100.1").status()).isEqualTo(429);
            assertThat(from(behind, "192.0.2.1, 198.51.100.1").status()).isEqualTo(429);
            assertThat(from(behind, "198.51.100.2").status()).isEqualTo(200);
        }
    }

    private static Answer from(EdgeFixture server, String address) {
        return server.client.post(GENERATE, WIDGET_KEY, "{}", "Origin", ORIGIN, "X-Forwarded-For", address);
    }

    @Test
    void throttlesReading() {
        try (EdgeFixture slow = new EdgeFixture("parley.http.limits { reads-per-second = 1, reads-burst = 5 }")) {
            DirectLineClient theirs = new DirectLineClient(slow.client);
            Open first = theirs.start(SECRET);
            // The first answer of a fresh node may take too long.
            eventually(() -> theirs.poll(first, null).status() == 200);
            Open thread = theirs.start(SECRET);
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(theirs.poll(thread, null).status());
            }
            assertThat(statuses).startsWith(200, 200, 200, 200, 200).contains(429);
            assertThat(theirs.poll(theirs.start(SECRET), null).status()).isEqualTo(200);
        }
    }

    @Test
    void throttlesWhatLooksUpAThreadWithoutReadingIt() {
        try (EdgeFixture slow = new EdgeFixture("parley.http.limits { reads-per-second = 1, reads-burst = 5 }")) {
            DirectLineClient theirs = new DirectLineClient(slow.client);
            Open first = theirs.start(SECRET);
            // The first answer of a fresh node may take too long.
            eventually(() -> theirs.poll(first, null).status() == 200);
            for (String path : List.of(CONVERSATIONS, REFRESH)) {
                Open thread = theirs.start(SECRET);
                List<Integer> statuses = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    statuses.add(slow.client.post(path, thread.token(), "").status());
                }
                assertThat(statuses).as(path).contains(429);
            }
        }
    }
}
