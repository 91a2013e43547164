package io.parley.edge.directline;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What customers' clients are given to prove who they are: tokens for requests and tickets for one socket. Signed, not stored, so every
 * node can check what any node gave.
 */
final class Tokens {

    /** Long enough to open a socket, short enough to be worthless in a log. */
    static final Duration TICKET_LIFETIME = Duration.ofSeconds(60);

    private static final String TOKEN = "directline";
    private static final String TICKET = "directline-stream";
    private static final int LEAST_SECRET_BYTES = 32;

    /** A ticket for one socket. {@code id} tells it from others. */
    record Ticket(String id, CustomerThread thread, Watermark watermark) {}

    /** A token that was good once: its holder may be told so. */
    static final class Expired extends RuntimeException {
        Expired() {
            super("expired", null, false, false);
        }
    }

    private final byte[] key;
    private final Duration lifetime;
    private final Clock clock;

    /** @param secret at least 32 bytes, the same on all nodes */
    Tokens(String secret, Duration lifetime, Clock clock) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "parley.auth.secret must have at least " + LEAST_SECRET_BYTES + " bytes");
        }
        this.key = derived(bytes);
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** A key of our own, so that nothing signed elsewhere with the same secret passes here. */
    private static byte[] derived(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal("parley direct line".getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    Duration lifetime() {
        return lifetime;
    }

    String token(CustomerThread thread) {
        return signed(claims(thread, TOKEN, lifetime).build());
    }

    String ticket(CustomerThread thread, Watermark watermark) {
        return signed(claims(thread, TICKET, TICKET_LIFETIME)
                .jwtID(UUID.randomUUID().toString())
                .claim("watermark", watermark.toString())
                .build());
    }

    /**
     * @throws Refused {@code NOT_ALLOWED} for what we did not sign
     * @throws Expired for what is over
     */
    CustomerThread verifyToken(String token) {
        return thread(verified(token, TOKEN));
    }

    /** @throws Refused {@code NOT_ALLOWED} for what we did not sign and for what is over */
    Ticket verifyTicket(String ticket) {
        JWTClaimsSet claims;
        try {
            claims = verified(ticket, TICKET);
        } catch (Expired e) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "This stream address is over. Ask for the conversation again to get a new one.");
        }
        return new Ticket(claims.getJWTID(), thread(claims), Watermark.parse(string(claims, "watermark")));
    }

    private JWTClaimsSet.Builder claims(CustomerThread thread, String audience, Duration valid) {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .audience(audience)
                .claim("tenant", thread.tenant().value())
                .claim("account", thread.account())
                .claim("conv", thread.id().value())
                .claim("user", thread.user())
                .claim("accountId", thread.accountId())
                .claim("name", thread.name())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(valid)));
    }

    private String signed(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 with a key of 32 bytes always signs", e);
        }
    }

    private JWTClaimsSet verified(String text, String audience) {
        JWTClaimsSet claims;
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(new MACVerifier(key))) {
                throw forged();
            }
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw forged();
        }
        if (!List.of(audience).equals(claims.getAudience()) || claims.getExpirationTime() == null) {
            throw forged();
        }
        if (!clock.instant().isBefore(claims.getExpirationTime().toInstant())) {
            throw new Expired();
        }
        return claims;
    }

    private static CustomerThread thread(JWTClaimsSet claims) {
        return new CustomerThread(
                new TenantId(string(claims, "tenant")),
                string(claims, "account"),
                new CustomerId(string(claims, "conv")),
                string(claims, "user"),
                optional(claims, "accountId"),
                optional(claims, "name"));
    }

    private static String string(JWTClaimsSet claims, String name) {
        String value = optional(claims, name);
        if (value == null) {
            throw forged();
        }
        return value;
    }

    private static @Nullable String optional(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String value ? value : null;
    }

    private static Refused forged() {
        return new Refused(ErrorCode.NOT_ALLOWED, "This token or secret is not valid here. Generate a new token.");
    }
}
