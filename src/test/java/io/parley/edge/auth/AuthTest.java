package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.directory.FakeDirectory;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AuthTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final ActorTestKit KIT = ActorTestKit.create();

    private final FakeDirectory directory = new FakeDirectory();
    private final Revocations revocations = new Revocations(
            KIT.system(),
            new FakeRevocations(),
            Duration.ofMinutes(1),
            new Revocations.Keep(Duration.ofDays(1), Duration.ofDays(365)),
            Clock.fixed(NOW.plusSeconds(1), ZoneOffset.UTC));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static AuthSettings settings(String secret) {
        return settings(new SigningKeys(secret, List.of()));
    }

    private static AuthSettings settings(SigningKeys keys) {
        return new AuthSettings(
                keys,
                Duration.ofHours(12),
                Duration.ofSeconds(30),
                5,
                100,
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
    }

    private AgentTokens tokens(String secret, Instant now) {
        return tokens(new SigningKeys(secret, List.of()), now);
    }

    private AgentTokens tokens(SigningKeys keys, Instant now) {
        return new AgentTokens(settings(keys), directory, revocations, Clock.fixed(now, ZoneOffset.UTC));
    }

    private Agent agent(String passwordHash) {
        Agent agent = new Agent(
                new TenantId("demo"),
                new AgentId("orders"),
                LocalizedText.of("订单", "Orders"),
                "orders@demo.example",
                Role.AGENT,
                Map.of(),
                3,
                passwordHash);
        directory.add(agent.tenant(), new DirectoryContent(List.of(agent), List.of(), List.of(), List.of()));
        return agent;
    }

    @Test
    void refusesToStartWithASecretThatCanBeGuessed() {
        assertThatThrownBy(() -> settings("short")).isInstanceOf(IllegalArgumentException.class);
        assertThat(settings(SECRET).toString()).doesNotContain(SECRET);
    }

    @Test
    void takesATokenUntilItExpiresAndNeverOneOfAnotherServer() {
        Agent agent = agent("hash");
        AgentTokens.Issued issued = tokens(SECRET, NOW).issue(agent);

        assertThat(issued.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(12)));
        assertThat(tokens(SECRET, issued.expiresAt().minusSeconds(1)).agent(issued.token()))
                .contains(agent);
        assertThat(tokens(SECRET, issued.expiresAt()).agent(issued.token())).isEmpty();
        assertThat(tokens(SECRET.toUpperCase(java.util.Locale.ROOT), NOW).agent(issued.token()))
                .isEmpty();
        assertThat(tokens(SECRET, NOW).agent("eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcmRlcnMifQ."))
                .isEmpty();
        assertThat(tokens(SECRET, NOW).agent("x".repeat(100_000))).isEmpty();
    }

    @Test
    void endsTokensWithTheirPassword() {
        String token = tokens(SECRET, NOW).issue(agent("hash")).token();
        agent("another hash");

        assertThat(tokens(SECRET, NOW).agent(token)).isEmpty();
    }

    @Test
    void endsTokensAndTicketsOfWhoeverIsSignedOutEverywhere() {
        Agent agent = agent("hash");
        AgentTokens before = tokens(SECRET, NOW);
        String token = before.issue(agent).token();
        AgentTokens.Ticket opened = before.openTicket(before.ticket(agent, "t1", NOW.plusSeconds(30)))
                .orElseThrow();
        assertThat(before.holds(opened)).isTrue();

        before.revoke(agent).toCompletableFuture().join();

        assertThat(before.agent(token)).isEmpty();
        assertThat(before.holds(opened)).isFalse();
        assertThat(before.openTicket(before.ticket(agent, "t2", NOW.plusSeconds(30))))
                .isEmpty();
        AgentTokens after = tokens(SECRET, NOW.plusSeconds(2));
        assertThat(after.agent(after.issue(agent).token())).contains(agent);
    }

    @Test
    void knowsNoTicketOfWhoeverWasRemovedOrHasANewPassword() {
        Agent agent = agent("hash");
        AgentTokens tokens = tokens(SECRET, NOW);
        AgentTokens.Ticket opened = tokens.openTicket(tokens.ticket(agent, "t1", NOW.plusSeconds(30)))
                .orElseThrow();
        agent("another hash");
        assertThat(tokens.holds(opened)).isFalse();
        agent("hash");
        assertThat(tokens.holds(opened)).isTrue();
        directory.dismiss(agent);
        assertThat(tokens.holds(opened)).isFalse();
    }

    @Test
    void takesTokensOfTheSecretBeforeWhileItIsReplaced() {
        Agent agent = agent("hash");
        String token = tokens(SECRET, NOW).issue(agent).token();
        String other = SECRET.toUpperCase(java.util.Locale.ROOT);

        AgentTokens during = tokens(new SigningKeys(other, List.of(SECRET)), NOW);
        assertThat(during.agent(token)).contains(agent);
        assertThat(tokens(other, NOW).agent(during.issue(agent).token())).contains(agent);
        assertThat(tokens(other, NOW).agent(token)).isEmpty();
    }

    @Test
    void neverTakesATicketForATokenOrTheOtherWayRound() {
        Agent agent = agent("hash");
        AgentTokens tokens = tokens(SECRET, NOW);
        String ticket = tokens.ticket(agent, "t1", NOW.plusSeconds(30));

        assertThat(tokens.openTicket(ticket)).contains(new AgentTokens.Ticket(agent, "t1", NOW));
        assertThat(tokens.agent(ticket)).isEmpty();
        assertThat(tokens.openTicket(tokens.issue(agent).token())).isEmpty();
        assertThat(tokens(SECRET, NOW.plusSeconds(30)).openTicket(ticket)).isEmpty();
    }

    @Test
    void letsOnlyPagesOfOursOpenADesk() {
        DeskOrigins origins = new DeskOrigins(List.of("https://desk.example"));
        HttpRequest request = HttpRequest.GET("/").addHeader(RawHeader.create("Host", "chat.example:8080"));

        assertThat(origins.allow(request)).isTrue();
        assertThat(origins.allow(request.addHeader(RawHeader.create("Origin", "http://chat.example:8080"))))
                .isTrue();
        assertThat(origins.allow(request.addHeader(RawHeader.create("Origin", "https://desk.example"))))
                .isTrue();
        for (String origin : List.of("https://evil.example", "http://chat.example", "null", "not a uri")) {
            assertThat(origins.allow(request.addHeader(RawHeader.create("Origin", origin))))
                    .as(origin)
                    .isFalse();
        }
    }
}
