package io.parley.edge.directline;

import akka.Done;
import com.nimbusds.jwt.JWTClaimsSet;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.customer.CustomerIds;
import io.parley.edge.auth.Revocations;
import io.parley.edge.auth.SignedTokens;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The credentials by which customers' clients prove who they are: tokens for requests and tickets for one socket. Signed, not stored, so
 * every node can verify what any node issued; all of a customer's end together when they are revoked.
 */
final class Tokens {

    private static final String ID = "jti";

    /** Long enough to open a socket, short enough to be worthless in a log. */
    static final Duration TICKET_LIFETIME = Duration.ofSeconds(60);

    /**
     * A ticket for one socket. It is part of an address, which proxies log, so it reveals no more about the customer than the socket needs.
     *
     * @param id distinguishes it from others
     * @param begun when the thread was first granted, see {@link Grant}
     * @param account the channel account of the thread
     * @param owner the customer whose account is signed in on the thread; null for an anonymous one
     * @param ends when the socket ends at the latest
     */
    record Ticket(
            String id,
            Instant madeAt,
            Instant begun,
            TenantId tenant,
            String account,
            CustomerId thread,
            @Nullable CustomerId owner,
            Instant ends,
            Watermark watermark) {

        /** Whether the thread belongs to a customer whose account is proven. */
        boolean proven() {
            return owner != null;
        }
    }

    /** A token and for how long it is valid, in whole seconds. */
    record Issued(String token, long seconds) {}

    /** Thrown for a token that was once valid: its holder may be informed of that. */
    static final class Expired extends RuntimeException {
        Expired() {
            super("expired", null, false, false);
        }
    }

    private final SignedTokens tokens;
    private final SignedTokens tickets;
    private final Revocations revocations;
    private final CustomerIds customers;
    private final Duration lifetime;
    private final Clock clock;

    /** @param lifetime of a token that is not refreshed */
    Tokens(SigningKeys keys, Revocations revocations, CustomerIds customers, Duration lifetime, Clock clock) {
        this.tokens = new SignedTokens(keys, "direct line", clock);
        this.tickets = new SignedTokens(keys, "direct line stream", clock);
        this.revocations = revocations;
        this.customers = customers;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** @throws Expired when the grant itself is over */
    Issued token(Grant grant) {
        Instant now = clock.instant();
        Instant until = now.plus(lifetime).isBefore(grant.ends()) ? now.plus(lifetime) : grant.ends();
        long seconds = Duration.between(now, until).toSeconds();
        if (seconds < 1) {
            throw new Expired();
        }
        return new Issued(tokens.sign(claims(grant, until).build()), seconds);
    }

    String ticket(Grant grant, Watermark watermark) {
        CustomerThread thread = grant.thread();
        CustomerId owner = owner(thread);
        return tickets.sign(new JWTClaimsSet.Builder()
                .claim(ID, UUID.randomUUID().toString())
                .claim("tenant", thread.tenant().value())
                .claim("account", thread.account())
                .claim("conv", thread.id().value())
                .claim("owner", owner == null ? null : owner.value())
                .claim("begun", grant.begun().toEpochMilli())
                .claim("ends", grant.ends().toEpochMilli())
                .claim("watermark", watermark.toString())
                .expirationTime(Date.from(clock.instant().plus(TICKET_LIFETIME)))
                .build());
    }

    /** Whether this is in the form of a token or a ticket, valid or not, rather than of a secret or a key. */
    static boolean isToken(String shown) {
        return shown.startsWith("ey") && shown.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * @throws Refused {@code NOT_ALLOWED} for a token that we did not sign, or that was revoked
     * @throws Expired for one that has expired
     */
    Grant verifyToken(String token) {
        SignedTokens.Verified verified = tokens.read(token).orElseThrow(Tokens::forged);
        if (verified.isOver()) {
            throw new Expired();
        }
        Grant grant = grant(verified);
        CustomerThread thread = grant.thread();
        if (isRevoked(thread.tenant(), thread.id(), grant.begun(), verified.madeAt())) {
            throw revoked();
        }
        CustomerId owner = owner(thread);
        if (owner != null && isRevoked(thread.tenant(), owner, grant.begun(), verified.madeAt())) {
            throw revoked();
        }
        return grant;
    }

    /** @throws Refused {@code NOT_ALLOWED} for a ticket that we did not sign, that has expired, or that was revoked */
    Ticket verifyTicket(String ticket) {
        SignedTokens.Verified verified = tickets.read(ticket).orElseThrow(Tokens::forged);
        String id = verified.text(ID).orElse(null);
        String owner = verified.text("owner").orElse(null);
        if (verified.isOver() || id == null) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "This stream address has expired. Request the conversation again to get a new one.");
        }
        Ticket opened = new Ticket(
                id,
                verified.madeAt(),
                moment(verified, "begun"),
                new TenantId(string(verified, "tenant")),
                string(verified, "account"),
                new CustomerId(string(verified, "conv")),
                owner == null ? null : new CustomerId(owner),
                moment(verified, "ends"),
                Watermark.parse(string(verified, "watermark")));
        if (isRevoked(opened.tenant(), opened.thread(), opened.begun(), opened.madeAt())
                || (opened.owner() != null
                        && isRevoked(opened.tenant(), opened.owner(), opened.begun(), opened.madeAt()))) {
            throw revoked();
        }
        return opened;
    }

    /** Checked again for a verified ticket, once there is a socket that can be ended. */
    boolean wasRevoked(Ticket ticket) {
        CustomerId owner = ticket.owner();
        return wasRevoked(ticket, ticket.thread()) || (owner != null && wasRevoked(ticket, owner));
    }

    private boolean wasRevoked(Ticket ticket, CustomerId customer) {
        return revocations.wasRevoked(
                Revocations.Subject.CUSTOMER, ticket.tenant(), customer.value(), ticket.begun(), ticket.madeAt());
    }

    /** Revokes all tokens of the customer whose thread this is: for this thread, and for those on which their account is signed in. */
    CompletionStage<Done> revoke(CustomerThread thread) {
        return revocations.revokeCustomer(thread.tenant(), thread.id(), owner(thread));
    }

    /**
     * Returns the customer whose account is signed in on a thread. A thread begun by a stranger keeps its id when they sign in, so that it
     * is not the id of this customer.
     */
    private @Nullable CustomerId owner(CustomerThread thread) {
        String account = thread.accountId();
        return account == null ? null : customers.of(thread.tenant(), account);
    }

    private boolean isRevoked(TenantId tenant, CustomerId customer, Instant begun, Instant madeAt) {
        return revocations.isRevoked(Revocations.Subject.CUSTOMER, tenant, customer.value(), begun, madeAt);
    }

    private static JWTClaimsSet.Builder claims(Grant grant, Instant until) {
        CustomerThread thread = grant.thread();
        return new JWTClaimsSet.Builder()
                .claim("tenant", thread.tenant().value())
                .claim("account", thread.account())
                .claim("conv", thread.id().value())
                .claim("user", thread.user())
                .claim("accountId", thread.accountId())
                .claim("name", thread.name())
                .claim("proof", grant.proof().code())
                .claim("begun", grant.begun().toEpochMilli())
                .claim("ends", grant.ends().toEpochMilli())
                .claim("bound", grant.bound())
                .expirationTime(Date.from(until));
    }

    private static Grant grant(SignedTokens.Verified verified) {
        CustomerThread thread = new CustomerThread(
                new TenantId(string(verified, "tenant")),
                string(verified, "account"),
                new CustomerId(string(verified, "conv")),
                string(verified, "user"),
                verified.text("accountId").orElse(null),
                verified.text("name").orElse(null));
        return new Grant(
                thread,
                Grant.Proof.of(string(verified, "proof")).orElseThrow(Tokens::forged),
                moment(verified, "begun"),
                moment(verified, "ends"),
                verified.flag("bound"));
    }

    private static Instant moment(SignedTokens.Verified verified, String name) {
        return verified.moment(name).orElseThrow(Tokens::forged);
    }

    private static String string(SignedTokens.Verified verified, String name) {
        return verified.text(name).orElseThrow(Tokens::forged);
    }

    private static Refused revoked() {
        return new Refused(ErrorCode.NOT_ALLOWED, "This token was revoked. Generate a new one.");
    }

    private static Refused forged() {
        return new Refused(ErrorCode.NOT_ALLOWED, "This token or secret is not valid here. Generate a new token.");
    }
}
