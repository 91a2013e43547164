package io.parley.dialogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.language.Language;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue engine as a conversation sees it: asked once a turn, off the actor's thread, time-boxed by the asker. Implementations
 * keep nothing between calls; all they remember is the {@link Memory} that comes in with the turn and goes out with the decision.
 */
public interface Bot {

    /** Never fails for what a customer may write; a failed stage means the engine itself is broken. */
    CompletionStage<Decision> decide(Turn turn);

    /**
     * What there is to answer.
     *
     * @param said everything the customer said since the last answer, oldest first, so that a message in pieces is one turn
     * @param locale what the channel claims about the customer's language, e.g. {@code zh-CN}; a hint only
     * @param now when the turn was begun; the only time a decision may depend on
     */
    record Turn(
            TenantId tenant,
            ConversationId conversation,
            List<List<Content>> said,
            @Nullable String locale,
            Memory memory,
            Instant now) {
        public Turn {
            said = List.copyOf(said);
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
     * @param tried what the bot did so far, for the human who may take over: short codes such as {@code article:return-policy}
     *     or {@code order-status:10001}, newest last, at most {@link #MAX_TRIED}
     * @param awaiting what the bot has asked for and the next turn may simply say, e.g. {@code order-number}
     * @param asked the customer's last question that was more than a wish for a human, for the same reader; cut short
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Memory(
            @Nullable Language language,
            int notUnderstood,
            List<String> tried,
            @Nullable String awaiting,
            @Nullable String asked) {

        public static final int MAX_TRIED = 10;
        public static final Memory EMPTY = new Memory(null, 0, List.of());

        /** Awaiting nothing, without a question. */
        public Memory(@Nullable Language language, int notUnderstood, List<String> tried) {
            this(language, notUnderstood, tried, null, null);
        }

        @JsonCreator
        @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
        public Memory {
            tried = tried == null
                    ? List.of()
                    : List.copyOf(tried.subList(Math.max(0, tried.size() - MAX_TRIED), tried.size()));
        }

        /** What the customer's next conversation should go on with, if this one ended now; null when nothing is unfinished. */
        public @Nullable Memory unfinished() {
            return null;
        }
    }

    /**
     * What the bot does with the turn: says something, and possibly hands over.
     *
     * @param say what the customer is told; may be empty only when handing over
     * @param sources the articles an answer was taken from
     * @param trace why it was decided so, for people who review the bot: short codes, no personal data
     */
    record Decision(
            List<Content> say, @Nullable Handoff handoff, Memory memory, List<Source> sources, List<String> trace) {
        public Decision {
            say = List.copyOf(say);
            sources = List.copyOf(sources);
            trace = List.copyOf(trace);
        }
    }

    /** An article an answer was taken from, by its id, and its title in the answer's language. */
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
