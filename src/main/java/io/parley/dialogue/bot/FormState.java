package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a form has come; kept with every answer. Names are stored in journals and may not change.
 *
 * @param form its name
 * @param slots what is known, by the slot's name
 * @param question what the customer was asked last
 * @param slot which slot the question is about; null when it is about none
 * @param offered values to choose from when the customer named several
 * @param missed how often in a row an answer was of no use
 * @param begunAt when the form was begun
 * @param changedAt when the customer last said something for it
 * @param instance names this filling-in of the form, wherever it is gone on with: the conversation and turn it was begun in
 * @param submissions how often it has been submitted without coming to its end
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record FormState(
        String form,
        Map<String, Filled> slots,
        Question question,
        @Nullable String slot,
        List<String> offered,
        int missed,
        Instant begunAt,
        Instant changedAt,
        String instance,
        int submissions) {

    /** What was asked. */
    public enum Question {
        /** For the value of a slot. */
        @JsonProperty("slot")
        SLOT,
        /** Which of several values the customer named. */
        @JsonProperty("which")
        WHICH,
        /** Whether all is right. */
        @JsonProperty("confirm")
        CONFIRM,
        /** What is not right. */
        @JsonProperty("change")
        CHANGE,
        /** Whether to go on with what was begun earlier. */
        @JsonProperty("back")
        BACK,
        /** For the second factor that makes the customer known to an object. */
        @JsonProperty("factor")
        FACTOR,
        /** To sign in with the company. */
        @JsonProperty("sign-in")
        SIGN_IN
    }

    /**
     * What is known for a slot.
     *
     * @param value as actions need it; empty when the customer goes without
     * @param shown as the customer put it, when that differs
     * @param carried whether it was taken from what was spoken of before, so that another one may be meant
     * @param checked whether a system has accepted it
     * @param results what that system told, as far as later texts speak of it
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record Filled(
            String value, @Nullable String shown, boolean carried, boolean checked, Map<String, Value> results) {
        @JsonCreator
        @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
        public Filled {
            value = value == null ? "" : value;
            results = results == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(results));
        }

        public static Filled of(String value, @Nullable String shown) {
            return new Filled(value, value.equals(shown) ? null : shown, false, false, Map.of());
        }

        /** What was spoken of before. */
        public static Filled carried(String value) {
            return new Filled(value, null, true, false, Map.of());
        }

        /** What systems told about it is worth nothing any more. */
        public Filled unchecked() {
            return new Filled(value, shown, carried, false, Map.of());
        }

        public Filled accepted(Map<String, Value> told) {
            return new Filled(value, shown, carried, true, told);
        }
    }

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public FormState {
        slots = slots == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(slots));
        offered = offered == null ? List.of() : List.copyOf(offered);
        question = question == null ? Question.SLOT : question;
    }

    public FormState asking(Question next, @Nullable String about, Instant at) {
        return new FormState(form, slots, next, about, List.of(), missed, begunAt, at, instance, submissions);
    }

    /** The same without anything that systems told. */
    public FormState forgotten() {
        Map<String, Filled> bare = new TreeMap<>();
        slots.forEach((name, filled) -> bare.put(name, filled.unchecked()));
        return new FormState(form, bare, question, slot, offered, missed, begunAt, changedAt, instance, submissions);
    }
}
