package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.directory.FakeDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final FakeDirectory directory = new FakeDirectory();

    private static AuthSettings settings(String secret) {
        return new AuthSettings(secret, Duration.ofHours(12), Duration.ofSeconds(30), 5, 50, Duration.ofMinutes(5));
    }

    private AgentTokens tokens(String secret, Instant now) {
        return new AgentTokens(settings(secret), directory, Clock.fixed(now, ZoneOffset.UTC));
    }

    private Agent agent(String passwordHash) {
        Agent agent = new Agent(
                new TenantId("demo"),
                new AgentId("orders"),
                new LocalizedText("订单", "Orders"),
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
    void neverTakesATicketForATokenOrTheOtherWayRound() {
        Agent agent = agent("hash");
        AgentTokens tokens = tokens(SECRET, NOW);
        String ticket = tokens.ticket(agent, "t1", NOW.plusSeconds(30));

        assertThat(tokens.openTicket(ticket)).contains(new AgentTokens.Ticket(agent, "t1"));
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
