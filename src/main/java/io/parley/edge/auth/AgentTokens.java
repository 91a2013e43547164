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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The token that an agent presents after signing in, and the ticket with which their console opens a socket. Both only identify the agent;
 * what the agent may do is always looked up in the directory. A new password ends the tokens of the old one.
 */
public final class AgentTokens {

    private static final String SUBJECT = "sub";
    private static final String ID = "jti";
    private static final String TENANT = "tenant";
    private static final String PASSWORD = "pwd";
    private static final String SINCE = "since";
    private static final String UNTIL = "until";

    /** @param expiresAt on a whole second */
    public record Issued(String token, Instant expiresAt) {}

    /**
     * @param since when the presented token was made
     * @param until when it expires
     */
    public record SignIn(Agent agent, Instant since, Instant until) {}

    /**
     * @param agent as they were when the socket was opened
     * @param id identifies its one use; the desk knows which are open
     * @param since when they signed in: a later revocation ends the socket
     * @param until when the sign-in ends, and the socket with it
     */
    public record Ticket(Agent agent, String id, Instant since, Instant until) {}

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
                        .build()),
                expires);
    }

    /**
     * Returns the agent as the directory knows them now; empty for a token that is not ours, has expired, was made before they were signed
     * out everywhere, or belongs to an agent who no longer exists.
     */
    public Optional<SignIn> signIn(String token) {
        return tokens.verify(token).flatMap(verified -> find(verified, verified.madeAt())
                .map(agent -> new SignIn(agent, verified.madeAt(), verified.expiresAt())));
    }

    public String ticket(SignIn signIn, String id, Instant expiresAt) {
        return tickets.sign(claims(signIn.agent())
                .claim(ID, id)
                .expirationTime(Date.from(expiresAt))
                .claim(SINCE, signIn.since().toEpochMilli())
                .claim(UNTIL, signIn.until().toEpochMilli())
                .build());
    }

    public Optional<Ticket> openTicket(String ticket) {
        return tickets.verify(ticket).flatMap(verified -> {
            String id = verified.text(ID).orElse(null);
            Instant since = verified.moment(SINCE).orElse(null);
            Instant until = verified.moment(UNTIL).orElse(null);
            return id == null || since == null || until == null
                    ? Optional.empty()
                    : find(verified, since).map(agent -> new Ticket(agent, id, since, until));
        });
    }

    /**
     * Whether the agent of this ticket is still signed in: in the directory with the same password, not signed out, and within the
     * time of the sign-in. After a change of role it no longer holds: the next socket shows what that role may see.
     */
    public boolean holds(Ticket ticket) {
        Agent then = ticket.agent();
        return clock.instant().isBefore(ticket.until())
                && directory
                        .agent(then.tenant(), then.id())
                        .filter(now -> now.role() == then.role())
                        .filter(now -> now.passwordHash().equals(then.passwordHash()))
                        .filter(now -> !wasRevoked(now, ticket.since()))
                        .isPresent();
    }

    /** Signs an agent out everywhere. */
    public CompletionStage<Done> revoke(Agent agent) {
        return revocations.revoke(
                Revocations.Subject.AGENT, agent.tenant(), agent.id().value());
    }

    private boolean isRevoked(Agent agent, Instant since) {
        return revocations.isRevoked(
                Revocations.Subject.AGENT, agent.tenant(), agent.id().value(), since, since);
    }

    private boolean wasRevoked(Agent agent, Instant since) {
        return revocations.wasRevoked(
                Revocations.Subject.AGENT, agent.tenant(), agent.id().value(), since, since);
    }

    private static JWTClaimsSet.Builder claims(Agent agent) {
        return new JWTClaimsSet.Builder()
                .claim(SUBJECT, agent.id().value())
                .claim(TENANT, agent.tenant().value())
                .claim(PASSWORD, fingerprint(agent));
    }

    private Optional<Agent> find(SignedTokens.Verified verified, Instant since) {
        String subject = verified.text(SUBJECT).orElse("");
        String tenant = verified.text(TENANT).orElse("");
        return subject.isEmpty() || tenant.isEmpty()
                ? Optional.empty()
                : directory
                        .agent(new TenantId(tenant), new AgentId(subject))
                        .filter(agent -> fingerprint(agent)
                                .equals(verified.text(PASSWORD).orElse("")))
                        .filter(agent -> !isRevoked(agent, since));
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
