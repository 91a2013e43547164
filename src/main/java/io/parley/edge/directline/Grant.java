package io.parley.edge.directline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a token grants: a thread, the proof for which it was given, and the latest time until which it can be refreshed. Refreshing changes
 * none of this.
 *
 * @param proof for which it was first given
 * @param begun when it was first given
 * @param ends the end of the proof or the greatest age, whichever is sooner
 * @param bound whether the token names the user; otherwise the client says who writes, as the protocol permits
 */
record Grant(CustomerThread thread, Proof proof, Instant begun, Instant ends, boolean bound) {

    /** The authority that vouches for the holder. */
    enum Proof {
        /** None: the holder came with the public widget key. */
        NONE,
        /** The company, by a signed proof of the account. */
        COMPANY,
        /** The company's own program, which holds the secret. */
        SECRET;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Proof> of(String code) {
            return Arrays.stream(values())
                    .filter(proof -> proof.code().equals(code))
                    .findFirst();
        }
    }
}
