package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a form; stored with every answer. Names are stored in journals and may not change.
 *
 * @param form its name
 * @param slots what is known, by slot name
 * @param question what the customer was asked last
 * @param slot which slot the question is about; null when it is about none
 * @param offered values to choose from when the customer named several
 * @param missed how many answers in a row were unusable
 * @param begunAt when the form was begun
 * @param changedAt when the customer last said something for it
 * @param instance identifies this instance of the form, wherever it is continued: the conversation and turn in which it was begun
 * @param submissions how often it has been submitted without reaching its end
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@RecordBuilder
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
        /** Whether everything is right. */
        @JsonProperty("confirm")
        CONFIRM,
        /** What is not right. */
        @JsonProperty("change")
        CHANGE,
        /** Whether to continue what was begun earlier. */
        @JsonProperty("back")
        BACK,
        /** For the second factor that makes the customer known for an object. */
        @JsonProperty("factor")
        FACTOR,
        /** To sign in with the company. */
        @JsonProperty("sign-in")
        SIGN_IN
    }

    /**
     * What is known for a slot.
     *
     * @param value as actions need it; empty when the customer skipped the slot
     * @param shown as the customer put it; null when that does not differ
     * @param carried whether it was carried over from something mentioned earlier, so that another one may be meant
     * @param checked whether a system has accepted it
     * @param results what that system returned, as far as later texts use it
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

        /** Returns a value carried over from something mentioned earlier. */
        public static Filled carried(String value) {
            return new Filled(value, null, true, false, Map.of());
        }

        /** Returns the value without what systems returned about it, which is no longer valid. */
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
        return FormStateBuilder.builder(this)
                .question(next)
                .slot(about)
                .offered(List.of())
                .changedAt(at)
                .build();
    }

    /** Returns the same state without anything that systems returned. */
    public FormState forgotten() {
        Map<String, Filled> bare = new TreeMap<>();
        slots.forEach((name, filled) -> bare.put(name, filled.unchecked()));
        return FormStateBuilder.builder(this).slots(bare).build();
    }
}
