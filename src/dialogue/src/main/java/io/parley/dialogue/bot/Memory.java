package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.channel.spi.Content;
import io.parley.language.Language;
import io.soabase.recordbuilder.core.RecordBuilder;
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
 * @param tried what the bot has done so far, for the human who may take over: short codes such as {@code article:return-policy},
 *     {@code form:return:10532} with the order it was about, {@code form-begun} and {@code form-left} likewise, {@code product:phone-8} or
 *     {@code problem:no-charge}, newest last, at most {@link #MAX_TRIED}
 * @param asked the customer's last question that was more than a request for a human, for the same reader; shortened
 * @param forms those being filled in, the current one last; the others wait until it is done
 * @param known the most recently named entities, by type, which a form need not ask for again
 * @param offered the most recently offered options, in order, so that "1" means the first of them
 * @param proven what a customer who is not signed in has proven; null for nothing
 * @param back whether the form was left unfinished in an earlier conversation, and the customer has not been asked yet whether to continue
 *     it
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@RecordBuilder
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

    /** Creates a memory with nothing open and nothing asked. */
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

    /** Returns the form that is being filled in now; null for none. */
    public @Nullable FormState form() {
        return forms.isEmpty() ? null : forms.get(forms.size() - 1);
    }

    public Memory offering(List<Content.Option> options) {
        return MemoryBuilder.builder(this).offered(options).build();
    }

    /**
     * Returns the memory for a bot that starts over in the same conversation: a case is not opened a second time, and wrong guesses at a
     * second factor stay counted.
     */
    public Memory anew() {
        Mood after = mood != null && mood.caseOpened() ? new Mood(List.of(), 0, true) : null;
        return new Memory(language, 0, List.of(), null, List.of(), Map.of(), List.of(), after, proven, false);
    }

    /** Returns the memory for a handoff, without the open forms, which the agent finishes. */
    public Memory handedOver() {
        return MemoryBuilder.builder(this)
                .forms(List.of())
                .offered(List.of())
                .back(false)
                .build();
    }

    /**
     * Returns what the customer's next conversation should continue with, if this one ended now; null for nothing. What systems returned
     * for a form is requested again, because another person may continue it.
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
