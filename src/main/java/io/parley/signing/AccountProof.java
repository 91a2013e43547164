package io.parley.signing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A company's assertion that the bearer has signed in to an account of theirs: a {@link Signature} over the account id, whose moment is the
 * expiry. Made by the company's server for its own pages.
 */
public final class AccountProof {

    /** A proof valid for longer is refused: it is part of a page, where it may leak. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private AccountProof() {}

    /**
     * A proof of an account.
     *
     * @param until at most {@link #LONGEST} from now
     */
    public static String of(String secret, String accountId, Instant until) {
        return Signature.of(secret, until, accountId.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Returns when the proof expires; empty when it is not valid, or valid for too long. */
    public static Optional<Instant> until(String proof, String secret, String accountId, Instant now) {
        return Signature.parse(proof)
                .filter(signature -> signature.fits(secret, accountId.getBytes(StandardCharsets.UTF_8)))
                .map(Signature::moment)
                .filter(until -> until.isAfter(now) && !until.isAfter(now.plus(LONGEST)));
    }
}
