package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.channel.spi.Content;
import io.parley.language.Language;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the bot carries from turn to turn; stored with every answer.
 *
 * @param language of the last turn that had one
 * @param notUnderstood how many turns in a row were not understood
 * @param tried what the bot did so far, for the human who may take over: short codes such as {@code article:return-policy},
 *     {@code form:return:10532} with the order it was about, {@code form-begun} and {@code form-left} likewise, {@code product:phone-8} or
 *     {@code problem:no-charge}, newest last, at most {@link #MAX_TRIED}
 * @param asked the customer's last question that was more than a wish for a human, for the same reader; cut short
 * @param forms those that are being filled, the current one last; the ones before wait until it is done
 * @param known the entities named last, by type, which a form need not ask for again
 * @param offered the options offered last, in their order, so that "1" means the first of them
 * @param proven by a customer who is not signed in; null for nothing
 * @param back whether the form was left unfinished in an earlier conversation, and nobody has asked yet whether to go on with it
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Memory(
        @Nullable Language language,
        int notUnderstood,
        @Sealed(Kind.SLOT) List<String> tried,
        @Sealed(Kind.TEXT) @Nullable String asked,
        @Sealed(Kind.SLOT) List<FormState> forms,
        @Sealed(Kind.SLOT) Map<String, String> known,
        @Sealed(Kind.SLOT) List<Content.Option> offered,
        @Nullable Mood mood,
        @Nullable Proven proven,
        boolean back) {

    public static final int MAX_TRIED = 10;

    public static final Memory EMPTY = new Memory(null, 0, List.of());

    /** Nothing open, nothing asked. */
    public Memory(@Nullable Language language, int notUnderstood, List<String> tried) {
        this(language, notUnderstood, tried, null, List.of(), Map.of(), List.of(), null, null, false);
    }

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public Memory {
        tried = tried == null
                ? List.of()
                : List.copyOf(tried.subList(Math.max(0, tried.size() - MAX_TRIED), tried.size()));
        forms = forms == null ? List.of() : List.copyOf(forms);
        known = known == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(known));
        offered = offered == null ? List.of() : List.copyOf(offered);
    }

    /** The form that is being filled now; null for none. */
    public @Nullable FormState form() {
        return forms.isEmpty() ? null : forms.get(forms.size() - 1);
    }

    public Memory offering(List<Content.Option> options) {
        return new Memory(language, notUnderstood, tried, asked, forms, known, options, mood, proven, back);
    }

    /**
     * For a bot that begins anew in the same conversation: its case is not opened a second time, and guesses at who the customer is stay
     * counted.
     */
    public Memory anew() {
        Mood after = mood != null && mood.caseOpened() ? new Mood(List.of(), 0, true) : null;
        return new Memory(language, 0, List.of(), null, List.of(), Map.of(), List.of(), after, proven, false);
    }

    /** For a hand-over: without the open forms, which the agent finishes. */
    public Memory handedOver() {
        return new Memory(language, notUnderstood, tried, asked, List.of(), known, List.of(), mood, proven, false);
    }

    /**
     * What the customer's next conversation should go on with, if this one ended now; null when nothing is. What systems told for a form
     * is asked for again, as whoever goes on with it may be somebody else.
     */
    public @Nullable Memory unfinished() {
        Proven guessed = proven == null || proven.missed() == 0 ? null : proven.carriedOver();
        if (forms.isEmpty() && guessed == null) {
            return null;
        }
        return new Memory(
                language,
                0,
                List.of(),
                null,
                forms.stream()
                        .skip(Math.max(0, forms.size() - 1))
                        .map(FormState::forgotten)
                        .toList(),
                forms.isEmpty() ? Map.of() : known,
                List.of(),
                null,
                guessed,
                !forms.isEmpty());
    }
}
