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
            new Revocations.RetentionTimes(Duration.ofDays(1), Duration.ofDays(365)),
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

    private static AgentTokens.SignIn signedIn(AgentTokens tokens, Agent agent) {
        return tokens.signIn(tokens.issue(agent).token()).orElseThrow();
    }

    private static String ticket(AgentTokens tokens, Agent agent) {
        return tokens.ticket(signedIn(tokens, agent), "t1", NOW.plusSeconds(30));
    }

    private Agent agent(String passwordHash) {
        return agent(passwordHash, Role.AGENT);
    }

    private Agent agent(String passwordHash, Role role) {
        Agent agent = new Agent(
                new TenantId("demo"),
                new AgentId("orders"),
                LocalizedText.of("订单", "Orders"),
                "orders@demo.example",
                role,
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
        assertThat(tokens(SECRET, issued.expiresAt().minusSeconds(1)).signIn(issued.token()))
                .contains(new AgentTokens.SignIn(agent, NOW, issued.expiresAt()));
        assertThat(tokens(SECRET, issued.expiresAt()).signIn(issued.token())).isEmpty();
        assertThat(tokens(SECRET.toUpperCase(java.util.Locale.ROOT), NOW).signIn(issued.token()))
                .isEmpty();
        assertThat(tokens(SECRET, NOW).signIn("eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcmRlcnMifQ."))
                .isEmpty();
        assertThat(tokens(SECRET, NOW).signIn("x".repeat(100_000))).isEmpty();
    }

    @Test
    void endsTokensWithTheirPassword() {
        AgentTokens tokens = tokens(SECRET, NOW);
        Agent agent = agent("hash");
        String token = tokens.issue(agent).token();
        String ticket = ticket(tokens, agent);
        agent("another hash");

        assertThat(tokens.signIn(token)).isEmpty();
        assertThat(tokens.openTicket(ticket)).isEmpty();
    }

    @Test
    void endsTokensAndTicketsOfWhoeverIsSignedOutEverywhere() {
        Agent agent = agent("hash");
        AgentTokens before = tokens(SECRET, NOW);
        String token = before.issue(agent).token();
        AgentTokens.SignIn signIn = signedIn(before, agent);
        String unused = ticket(before, agent);
        AgentTokens.Ticket opened = before.openTicket(ticket(before, agent)).orElseThrow();
        assertThat(before.holds(opened)).isTrue();

        before.revoke(agent).toCompletableFuture().join();

        assertThat(before.signIn(token)).isEmpty();
        assertThat(before.holds(opened)).isFalse();
        assertThat(before.openTicket(unused)).isEmpty();
        AgentTokens after = tokens(SECRET, NOW.plusSeconds(2));
        // As given by another node that had not heard of it.
        assertThat(after.openTicket(after.ticket(signIn, "t2", NOW.plusSeconds(30))))
                .isEmpty();
        assertThat(signedIn(after, agent).agent()).isEqualTo(agent);
    }

    @Test
    void holdsASocketNoLongerThanTheSignInAndInNoOtherRole() {
        Agent agent = agent("hash");
        AgentTokens tokens = tokens(SECRET, NOW);
        Instant end = tokens.issue(agent).expiresAt();
        AgentTokens.Ticket opened = tokens.openTicket(ticket(tokens, agent)).orElseThrow();

        assertThat(tokens(SECRET, end.minusSeconds(1)).holds(opened)).isTrue();
        assertThat(tokens(SECRET, end).holds(opened)).isFalse();

        for (Role other : List.of(Role.OPERATOR, Role.SUPERVISOR)) {
            agent("hash", other);
            assertThat(tokens.holds(opened)).as(other.name()).isFalse();
        }
        agent("hash");
        assertThat(tokens.holds(opened)).isTrue();
    }

    @Test
    void knowsNoTicketOfWhoeverWasRemovedOrHasANewPassword() {
        Agent agent = agent("hash");
        AgentTokens tokens = tokens(SECRET, NOW);
        AgentTokens.Ticket opened = tokens.openTicket(ticket(tokens, agent)).orElseThrow();
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
        assertThat(during.signIn(token)).isPresent();
        assertThat(tokens(other, NOW).signIn(during.issue(agent).token())).isPresent();
        assertThat(tokens(other, NOW).signIn(token)).isEmpty();
    }

    @Test
    void neverTakesATicketForATokenOrTheOtherWayRound() {
        Agent agent = agent("hash");
        AgentTokens tokens = tokens(SECRET, NOW);
        String ticket = ticket(tokens, agent);

        assertThat(tokens.openTicket(ticket))
                .contains(new AgentTokens.Ticket(agent, "t1", NOW, NOW.plus(Duration.ofHours(12))));
        assertThat(tokens.signIn(ticket)).isEmpty();
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
