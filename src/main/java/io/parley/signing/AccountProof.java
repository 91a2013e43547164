package io.parley.signing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A company's word that whoever holds this is signed in with it under an account id: a {@link Signature} over the id whose moment says
 * until when it holds. Made by the company's server for its own pages.
 */
public final class AccountProof {

    /** A proof that holds for longer is refused: it stands in a page, where others may see it. */
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

    /** Until when it holds; empty when it does not hold, or for too long. */
    public static Optional<Instant> until(String proof, String secret, String accountId, Instant now) {
        return Signature.parse(proof)
                .filter(signature -> signature.fits(secret, accountId.getBytes(StandardCharsets.UTF_8)))
                .map(Signature::moment)
                .filter(until -> until.isAfter(now) && !until.isAfter(now.plus(LONGEST)));
    }
}
