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
 * @param optional whether the customer may skip it
 * @param known whether it may be filled with what is known from earlier
 * @param several whether the form is done for each of several values; otherwise the customer is asked which one is meant
 * @param when the slots and values that make it matter; it always matters when empty
 * @param check asks a system whether the value is acceptable; null for no check
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

    /** Whether it must be known, given the values of the others. */
    boolean matters(Map<String, FormState.Filled> slots) {
        return hold(when, slots);
    }

    /** Whether each slot has one of the values, or meets {@link #NOTHING} or {@link #UNTRIED} where these are among them. */
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
     * @param currency the currency assumed for a bare number when an amount is asked for; null for none
     * @param catalogue whether products are looked up in the product graph; if a kind is named, the customer is asked for one of its
     *     products
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
     * @param most maximum number of characters kept
     * @param anything whether even a text that sounds like another subject is an answer
     * @param opening minimum length of the text that began the form for it to be taken, in letters, with a Chinese character counting
     *     twice; null for never
     * @param named types of names that an answer is searched for; if it contains one, the name alone is the value
     */
    record FromText(int most, boolean anything, @Nullable Integer opening, List<String> named) implements Kind {}

    /** A word of Latin letters and digits, such as a coupon code. */
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

    /** In a condition: a known problem whose steps the customer has not been given. */
    static final String UNTRIED = "untried";

    /** Appended to the name of a slot with a problem: what to try. */
    static final String STEPS = "Steps";

    static final String YES = "yes";
    static final String NO = "no";
}
