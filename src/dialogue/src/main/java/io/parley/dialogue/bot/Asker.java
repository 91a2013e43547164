package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.channel.spi.ChannelAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The author of a message, as far as the server knows. Derived from credentials only, never from the message itself. Stored with every
 * message, so that a turn that is decided again is decided for the same asker.
 *
 * @param from the channel and the address they write from
 * @param account the account by which the company knows them; null unless it is proven
 * @param proof how it is proven; {@link Proof#NONE} exactly when there is no account
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Asker(ChannelAddress from, @Sealed(Kind.NAME) @Nullable String account, Proof proof) {

    /** How an account was proven, weakest first. The kebab-case codes are stored: names may not change. */
    public enum Proof {
        NONE,
        /** A one-time code sent to an address that the company has for the account. */
        CODE,
        /** The channel itself signs its users in. */
        CHANNEL,
        /** The company vouches for it: by a proof signed for its page, or by its own message over a signed channel. */
        COMPANY;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException for an account without a proof */
    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public Asker {
        // The account of an erased customer is no longer known, so nothing is proven either.
        proof = proof == null || account == null ? Proof.NONE : proof;
        if (account != null && proof == Proof.NONE) {
            throw new IllegalArgumentException("an account needs a proof");
        }
    }

    /** Returns an asker known only by their address. */
    public static Asker unproven(ChannelAddress from) {
        return new Asker(from, null, Proof.NONE);
    }

    /** @param account the account the company vouches for; null for none */
    public static Asker vouched(ChannelAddress from, @Nullable String account) {
        return new Asker(from, account, account == null ? Proof.NONE : Proof.COMPANY);
    }

    public boolean verified() {
        return account != null;
    }

    /**
     * Returns the asker who is answered when several messages form one turn: the last one, with no more than all of them have proven. An
     * account counts only when every message has the same one, with the weakest of their proofs, so no request can be slipped into another
     * person's turn.
     *
     * @param askers of the messages, oldest first; not empty
     */
    public static Asker ofAll(List<Asker> askers) {
        Asker last = askers.get(askers.size() - 1);
        String account = last.account();
        if (account == null || !askers.stream().allMatch(asker -> account.equals(asker.account()))) {
            return unproven(last.from());
        }
        return askers.stream()
                .map(Asker::proof)
                .min(Proof::compareTo)
                .map(proof -> new Asker(last.from(), account, proof))
                .orElse(last);
    }
}
