package io.parley.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.parley.signing.SigningKeys;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * JSON Web Tokens for one purpose, signed with HS256. Each purpose has its own key, so that a token made for one is never accepted for
 * another; while a secret is being replaced, tokens signed with the other one are accepted too.
 */
public final class SignedTokens {

    /** When a token was made, in milliseconds: a revocation must distinguish the token before it from the one after it. */
    private static final String MADE = "made";

    private static final int MAX_CHARACTERS = 2_000;

    /**
     * A token whose signature is ours.
     *
     * @param isOver whether it has expired
     */
    public record Verified(JWTClaimsSet claims, Instant madeAt, Instant expiresAt, boolean isOver) {

        public Optional<String> text(String name) {
            return claims.getClaim(name) instanceof String value ? Optional.of(value) : Optional.empty();
        }

        /** A moment that was signed as milliseconds. */
        public Optional<Instant> moment(String name) {
            return claims.getClaim(name) instanceof Number millis
                    ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
                    : Optional.empty();
        }

        public boolean flag(String name) {
            return Boolean.TRUE.equals(claims.getClaim(name));
        }
    }

    private final MACSigner signer;
    private final List<MACVerifier> verifiers;
    private final Clock clock;

    public SignedTokens(SigningKeys keys, String purpose, Clock clock) {
        this.clock = clock;
        try {
            signer = new MACSigner(keys.signing(purpose));
            verifiers =
                    keys.accepted(purpose).stream().map(SignedTokens::verifier).toList();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of 256 bits fits HS256", e);
        }
    }

    private static MACVerifier verifier(byte[] key) {
        try {
            return new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of 256 bits fits HS256", e);
        }
    }

    public String sign(JWTClaimsSet claims) {
        JWTClaimsSet dated =
                new JWTClaimsSet.Builder(claims).claim(MADE, clock.millis()).build();
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), dated);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("claims of ours can be signed", e);
        }
        return jwt.serialize();
    }

    /** Returns the content of a token whose signature is ours; empty otherwise, deliberately without a reason. */
    public Optional<Verified> read(String token) {
        if (token.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !isOurs(jwt)) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            return expires != null && claims.getClaim(MADE) instanceof Number made
                    ? Optional.of(new Verified(
                            claims,
                            Instant.ofEpochMilli(made.longValue()),
                            expires.toInstant(),
                            !clock.instant().isBefore(expires.toInstant())))
                    : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(SignedJWT jwt) throws JOSEException {
        for (MACVerifier verifier : verifiers) {
            if (jwt.verify(verifier)) {
                return true;
            }
        }
        return false;
    }

    /** Same for tokens that have not expired. */
    public Optional<Verified> verify(String token) {
        return read(token).filter(verified -> !verified.isOver());
    }
}
