package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.WIDGET_KEY;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.WriteEvents;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryImport;
import io.parley.edge.Answer;
import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How long credentials last, and how they are revoked. */
class CredentialsTest extends CredentialsFixture {

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
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
}
