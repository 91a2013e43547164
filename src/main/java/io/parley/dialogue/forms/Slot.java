package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing a form must know.
 *
 * @param label what it is called, for people: "order number"
 * @param words by which customers speak of it: "the other <em>order</em>"
 * @param ask null for an optional slot that is only taken when the customer mentions it
 * @param again said instead of {@code ask} when the answer was not understood
 * @param optional whether the customer may go without
 * @param known whether what is known from before may fill it
 * @param several whether the form is done for each of several values; otherwise the customer is asked which one is meant
 * @param when the slots and values that make it matter; it always matters when empty
 * @param check asks a system whether the value will do
 */
record Slot(
        String name,
        Kind kind,
        FormText label,
        List<String> words,
        @Nullable FormText ask,
        @Nullable FormText again,
        boolean optional,
        boolean known,
        boolean several,
        Map<String, List<String>> when,
        @Nullable ActionUse check) {

    /** Whether it must be known, given what the others are. */
    boolean matters(Map<String, FormState.Filled> slots) {
        return hold(when, slots);
    }

    /** Whether each slot has one of the values, or is what they say of it. */
    static boolean hold(Map<String, List<String>> when, Map<String, FormState.Filled> slots) {
        return when.entrySet().stream().allMatch(condition -> {
            FormState.Filled filled = slots.get(condition.getKey());
            List<String> values = condition.getValue();
            if (filled == null) {
                return values.contains(NOTHING);
            }
            return values.contains(filled.value())
                    || (values.contains(UNTRIED) && filled.results().containsKey(condition.getKey() + STEPS));
        });
    }

    /** Where values come from. */
    sealed interface Kind {}

    /**
     * @param currency what a bare number is taken for when an amount is asked for; null for nothing
     * @param catalogue whether a kind of products is asked about until one of them is named
     */
    record FromEntity(String type, @Nullable String currency, boolean catalogue) implements Kind {}

    /**
     * A known problem of a product, or the customer's own words for it.
     *
     * @param of the slot with the product
     */
    record FromProblem(String of) implements Kind {}

    record FromChoices(List<Option> options) implements Kind {}

    /**
     * The customer's own words.
     *
     * @param most characters kept
     * @param anything whether even what sounds like another subject is an answer
     * @param opening how much the text that began the form must say to be taken, in letters, where a Chinese character counts
     *     twice; null for never
     * @param named types of names that an answer is searched for: where it has one, it alone is the value
     */
    record FromText(int most, boolean anything, @Nullable Integer opening, List<String> named) implements Kind {}

    /** A word of Latin letters and digits, such as a coupon's. */
    record FromCode() implements Kind {}

    record FromYesNo() implements Kind {}

    /** @param synonyms folded, in both languages, with the labels */
    record Option(String value, String zh, String en, List<String> synonyms) {
        String label(boolean chinese) {
            return chinese ? zh : en;
        }
    }

    /** In a condition: a slot that is not filled. */
    static final String NOTHING = "none";

    /** In a condition: a known problem whose steps the customer has not been told. */
    static final String UNTRIED = "untried";

    /** Behind the name of a slot with a problem: what to try. */
    static final String STEPS = "Steps";

    static final String YES = "yes";
    static final String NO = "no";
}
