package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a customer who is not signed in has proven in a conversation, object by object, and how many attempts failed.
 *
 * @param known what they may see; the newest {@link #MAX_COUNT}
 * @param missed number of wrong answers in this conversation and in earlier ones it was carried over from; a right one does not reset it,
 *     because a customer with an order of their own could otherwise guess at another's indefinitely
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Proven(@Sealed(Kind.SLOT) List<ProvenFactor> known, int missed) {

    /** Number of wrong answers after which a person takes over. */
    public static final int ATTEMPTS = 3;

    /** Maximum number kept. Each costs the customer a question, so the limit is not reached in practice. */
    private static final int MAX_COUNT = 10;

    public static final Proven NOTHING = new Proven(List.of(), 0);

    /**
     * @param factor the name of what was asked for, e.g. {@code order-phone}
     * @param object the object it was asked for, e.g. an order's number
     * @param answer the answer that the company's system accepted
     */
    public record ProvenFactor(String factor, String object, String answer) {}

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public Proven {
        known = known == null
                ? List.of()
                : List.copyOf(known.subList(Math.max(0, known.size() - MAX_COUNT), known.size()));
    }

    public Optional<String> answer(String factor, String object) {
        return known.stream()
                .filter(one -> one.factor().equals(factor) && one.object().equals(object))
                .map(ProvenFactor::answer)
                .findFirst();
    }

    public Proven with(ProvenFactor accepted) {
        List<ProvenFactor> more = new ArrayList<>(known);
        more.add(accepted);
        return new Proven(more, missed);
    }

    public Proven missedOnce() {
        return new Proven(known, missed + 1);
    }

    public boolean exhausted() {
        return missed >= ATTEMPTS;
    }

    /**
     * Returns what carries over to the customer's next conversation: they have to prove again who they are, and their wrong answers stay
     * counted.
     */
    public Proven carriedOver() {
        return new Proven(List.of(), missed);
    }
}
