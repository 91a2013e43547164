package io.parley.edge.auth;

import akka.Done;
import com.nimbusds.jwt.JWTClaimsSet;
import io.parley.AgentId;
import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What an agent shows after signing in, and what their console opens a socket with. Both only say who; what the agent may do is always
 * asked of the directory. A new password ends the tokens of the old one.
 */
public final class AgentTokens {

    private static final String TENANT = "tenant";
    private static final String PASSWORD = "pwd";

    /** @param expiresAt on a whole second */
    public record Issued(String token, Instant expiresAt) {}

    /**
     * @param id the one time it may be used; the desk knows which are open
     * @param madeAt what was revoked later ends the socket that was opened with it
     */
    public record Ticket(Agent agent, String id, Instant madeAt) {}

    private final SignedTokens tokens;
    private final SignedTokens tickets;
    private final Directory directory;
    private final Revocations revocations;
    private final Clock clock;
    private final Duration lifetime;

    public AgentTokens(AuthSettings settings, Directory directory, Revocations revocations, Clock clock) {
        this.tokens = new SignedTokens(settings.keys(), "agent-token", clock);
        this.tickets = new SignedTokens(settings.keys(), "desk-ticket", clock);
        this.directory = directory;
        this.revocations = revocations;
        this.clock = clock;
        this.lifetime = settings.tokenLifetime();
    }

    public Issued issue(Agent agent) {
        Instant now = clock.instant();
        Instant expires = now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        return new Issued(
                tokens.sign(claims(agent)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(expires))
                        .claim(PASSWORD, fingerprint(agent))
                        .build()),
                expires);
    }

    /**
     * The agent as the directory knows them now; empty for a token that is not ours, expired, of before they were signed out
     * everywhere, or of an agent who is no more.
     */
    public Optional<Agent> agent(String token) {
        return tokens.verify(token).flatMap(verified -> find(verified.claims())
                .filter(agent -> fingerprint(agent).equals(text(verified.claims(), PASSWORD)))
                .filter(agent -> !isRevoked(agent, verified.madeAt())));
    }

    public String ticket(Agent agent, String id, Instant expiresAt) {
        return tickets.sign(
                claims(agent).jwtID(id).expirationTime(Date.from(expiresAt)).build());
    }

    public Optional<Ticket> openTicket(String ticket) {
        return tickets.verify(ticket).flatMap(verified -> {
            String id = verified.claims().getJWTID();
            return id == null
                    ? Optional.empty()
                    : find(verified.claims())
                            .filter(agent -> !isRevoked(agent, verified.madeAt()))
                            .map(agent -> new Ticket(agent, id, verified.madeAt()));
        });
    }

    /** Whether whoever opened a socket with this ticket is still signed in: there, under the same password, and not signed out. */
    public boolean holds(Ticket ticket) {
        Agent then = ticket.agent();
        return directory
                .agent(then.tenant(), then.id())
                .filter(now -> now.passwordHash().equals(then.passwordHash()))
                .filter(now -> !isRevoked(now, ticket.madeAt()))
                .isPresent();
    }

    /** Signs an agent out everywhere. */
    public CompletionStage<Done> revoke(Agent agent) {
        return revocations.revoke(
                Revocations.Subject.AGENT, agent.tenant(), agent.id().value());
    }

    private boolean isRevoked(Agent agent, Instant madeAt) {
        return revocations.isRevoked(
                Revocations.Subject.AGENT, agent.tenant(), agent.id().value(), madeAt);
    }

    private static JWTClaimsSet.Builder claims(Agent agent) {
        return new JWTClaimsSet.Builder()
                .subject(agent.id().value())
                .claim(TENANT, agent.tenant().value());
    }

    private Optional<Agent> find(JWTClaimsSet claims) {
        String subject = claims.getSubject();
        String tenant = text(claims, TENANT);
        return subject == null || tenant.isEmpty()
                ? Optional.empty()
                : directory.agent(new TenantId(tenant), new AgentId(subject));
    }

    private static String text(JWTClaimsSet claims, String name) {
        try {
            String value = claims.getStringClaim(name);
            return value == null ? "" : value;
        } catch (ParseException e) {
            return "";
        }
    }

    private static String fingerprint(Agent agent) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(agent.passwordHash().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
