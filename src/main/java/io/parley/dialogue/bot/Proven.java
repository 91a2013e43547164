package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a customer who is not signed in has proven in a conversation, object by object, and how often they tried in vain.
 *
 * @param known what they may see; the newest {@link #MOST}
 * @param missed wrong answers in this conversation and, where it was carried over, in those before; a right one does not reset it, or
 *     somebody with an order of their own could guess at another's for ever
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Proven(@Sealed(Kind.SLOT) List<Known> known, int missed) {

    /** So many wrong answers, and a person goes on. */
    public static final int ATTEMPTS = 3;

    /** Each costs its customer a question, so that nobody comes near it. */
    private static final int MOST = 10;

    public static final Proven NOTHING = new Proven(List.of(), 0);

    /**
     * @param factor the name of what was asked for, e.g. {@code order-phone}
     * @param object what it was asked for, e.g. an order's number
     * @param answer that the company's system accepted
     */
    public record Known(String factor, String object, String answer) {}

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public Proven {
        known = known == null ? List.of() : List.copyOf(known.subList(Math.max(0, known.size() - MOST), known.size()));
    }

    public Optional<String> answer(String factor, String object) {
        return known.stream()
                .filter(one -> one.factor().equals(factor) && one.object().equals(object))
                .map(Known::answer)
                .findFirst();
    }

    public Proven with(Known accepted) {
        List<Known> more = new ArrayList<>(known);
        more.add(accepted);
        return new Proven(more, missed);
    }

    public Proven missedOnce() {
        return new Proven(known, missed + 1);
    }

    public boolean exhausted() {
        return missed >= ATTEMPTS;
    }

    /** For the customer's next conversation: who they are has to be proven again, and their guesses stay counted. */
    public Proven carriedOver() {
        return new Proven(List.of(), missed);
    }
}
