package io.parley.dialogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.dialogue.actions.ActionResult;
import io.parley.dialogue.composing.Composed;
import io.parley.dialogue.forms.FormState;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue engine as a conversation sees it: asked once a turn, off the actor's thread, time-boxed by the asker. Implementations
 * keep nothing between calls; all they remember is the {@link Memory} that comes in with the turn and goes out with the decision.
 */
public interface Bot {

    /**
     * Never fails for what a customer may write; a failed stage means the engine itself is broken. Who no longer waits completes the stage:
     * then no more work is done for it.
     */
    CompletionStage<Decision> decide(Turn turn);

    /**
     * What there is to answer.
     *
     * @param said everything the customer said since the last answer, oldest first, so that a message in pieces is one turn
     * @param number of the turn: the sequence number of the last message in it
     * @param channel the kind of channel the customer wrote by, e.g. {@code webchat}
     * @param locale what the channel claims about the customer's language, e.g. {@code zh-CN}; a hint only
     * @param customer the customer's name where it is known; no decision depends on it
     * @param now when the turn was begun; the only time a decision may depend on
     */
    record Turn(
            TenantId tenant,
            ConversationId conversation,
            long number,
            List<List<Content>> said,
            String channel,
            @Nullable String locale,
            @Nullable String customer,
            Memory memory,
            Instant now) {
        public Turn {
            said = List.copyOf(said);
        }

        /** Of a customer without a name. */
        public Turn(
                TenantId tenant,
                ConversationId conversation,
                long number,
                List<List<Content>> said,
                String channel,
                @Nullable String locale,
                Memory memory,
                Instant now) {
            this(tenant, conversation, number, said, channel, locale, null, memory, now);
        }

        /** All words of the turn, one message a line. */
        public String text() {
            return String.join("\n", said.stream().map(Content::plainText).toList());
        }
    }

    /**
     * What the bot carries from turn to turn; stored with every answer.
     *
     * @param language of the last turn that had one
     * @param notUnderstood how many turns in a row were not understood
     * @param tried what the bot did so far, for the human who may take over: short codes such as {@code article:return-policy},
     *     {@code form:return}, {@code product:phone-8} or {@code problem:no-charge}, newest last, at most {@link #MAX_TRIED}
     * @param asked the customer's last question that was more than a wish for a human, for the same reader; cut short
     * @param forms those that are being filled, the current one last; the ones before wait until it is done
     * @param known the entities named last, by type, which a form need not ask for again
     * @param offered the options offered last, in their order, so that "1" means the first of them
     * @param back whether the form was left unfinished in an earlier conversation, and nobody has asked yet whether to go on with it
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    @JsonIgnoreProperties("awaiting") // until November 2026 the bot's one question was kept so
    record Memory(
            @Nullable Language language,
            int notUnderstood,
            List<String> tried,
            @Nullable String asked,
            List<FormState> forms,
            Map<String, String> known,
            List<Content.Option> offered,
            @Nullable Mood mood,
            boolean back) {

        public static final int MAX_TRIED = 10;
        public static final Memory EMPTY = new Memory(null, 0, List.of());

        /** Nothing open, nothing asked. */
        public Memory(@Nullable Language language, int notUnderstood, List<String> tried) {
            this(language, notUnderstood, tried, null, List.of(), Map.of(), List.of(), null, false);
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

        Memory offering(List<Content.Option> options) {
            return new Memory(language, notUnderstood, tried, asked, forms, known, options, mood, back);
        }

        /** For a bot that begins anew in the same conversation: its case is not opened a second time. */
        public Memory anew() {
            Mood after = mood != null && mood.caseOpened() ? new Mood(List.of(), 0, true) : null;
            return new Memory(language, 0, List.of(), null, List.of(), Map.of(), List.of(), after, false);
        }

        /** What the customer's next conversation should go on with, if this one ended now; null when nothing is unfinished. */
        public @Nullable Memory unfinished() {
            return forms.isEmpty()
                    ? null
                    : new Memory(
                            language,
                            0,
                            List.of(),
                            null,
                            forms.subList(forms.size() - 1, forms.size()),
                            known,
                            List.of(),
                            null,
                            true);
        }
    }

    /**
     * How the customer has felt lately.
     *
     * @param recent the emotions of the last turns, newest last, at most {@link #KEPT}
     * @param negatives how many turns in a row were negative
     * @param caseOpened whether a case was opened for it already
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Mood(List<Emotion> recent, int negatives, boolean caseOpened) {

        public static final int KEPT = 5;
        public static final Mood NONE = new Mood(List.of(), 0, false);

        @JsonCreator
        @SuppressWarnings("ConstantValue")
        public Mood {
            recent = recent == null
                    ? List.of()
                    : List.copyOf(recent.subList(Math.max(0, recent.size() - KEPT), recent.size()));
        }
    }

    /**
     * What the bot does with the turn: says something, and possibly hands over.
     *
     * @param say what the customer is told; may be empty only when handing over
     * @param opens the case that is to be opened for a person in charge
     * @param sources the articles an answer was taken from
     * @param trace why it was decided so, for people who review the bot: short codes, no personal data
     * @param canWait whether the turn looks like the first piece of several, so that a moment's patience is better than this answer
     * @param basis what the decision was made from; none only when the engine failed
     */
    record Decision(
            List<Content> say,
            @Nullable Handoff handoff,
            @Nullable Complaint opens,
            Memory memory,
            List<Source> sources,
            List<String> trace,
            boolean canWait,
            @Nullable Basis basis) {
        /** One that was made without the engine. */
        public Decision(
                List<Content> say, @Nullable Handoff handoff, Memory memory, List<Source> sources, List<String> trace) {
            this(say, handoff, null, memory, sources, trace, false, null);
        }

        public Decision {
            say = List.copyOf(say);
            sources = List.copyOf(sources);
            trace = List.copyOf(trace);
        }

        /** Other words for the same; what they offer is what "1" then means. */
        Decision saying(List<Content> other) {
            List<Content.Option> offered = other.stream()
                    .filter(Content.Choice.class::isInstance)
                    .flatMap(choice -> ((Content.Choice) choice).options().stream())
                    .toList();
            return new Decision(other, handoff, opens, memory.offering(offered), sources, trace, canWait, basis);
        }

        /** The same, and these forms go on. */
        Decision going(List<FormState> forms) {
            Memory after = new Memory(
                    memory.language(),
                    memory.notUnderstood(),
                    memory.tried(),
                    memory.asked(),
                    forms,
                    memory.known(),
                    memory.offered(),
                    memory.mood(),
                    false);
            return new Decision(say, handoff, opens, after, sources, trace, false, basis);
        }

        /** The same, with or without a moment's patience for another piece of the message. */
        public Decision waiting(boolean can) {
            return new Decision(say, handoff, opens, memory, sources, trace, can, basis);
        }

        /** The same, and a case is opened. */
        public Decision opening(String why) {
            return new Decision(say, handoff, new Complaint(why), memory, sources, trace, canWait, basis);
        }
    }

    /**
     * Everything a decision was made from beside the turn itself; stored with the answer, so that the same decision can be made again,
     * by this version of the bot or by another.
     *
     * @param now as in the turn
     * @param results of the actions that were done, in their order
     * @param knowledge which version of the articles and products
     * @param composed what a language model made of articles; null when none was asked
     */
    record Basis(
            Instant now,
            Analysis analysis,
            List<ActionResult> results,
            String knowledge,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Composed composed) {
        public Basis {
            results = List.copyOf(results);
        }
    }

    /** Why a case is opened, in words for the person who takes it. */
    record Complaint(String summary) {}

    /**
     * What an answer was taken from, and its title in the answer's language.
     *
     * @param article its id; of a product or a known problem the code as in {@link Memory#tried}
     */
    record Source(String article, String title) {}

    /**
     * The wish to bring in a human.
     *
     * @param summary what the human should know at a glance, in the language of the conversation
     * @param skills what is needed beside the language, e.g. {@code orders}
     */
    record Handoff(HandoffReason reason, String summary, List<String> skills) {
        public Handoff {
            skills = List.copyOf(skills);
        }
    }
}
