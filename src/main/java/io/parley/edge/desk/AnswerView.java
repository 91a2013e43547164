package io.parley.edge.desk;

import io.parley.Refused;
import io.parley.desk.Answer;
import io.parley.edge.api.conversations.ConversationView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer as {@code asyncapi.yaml} describes it.
 *
 * @param re the id of the console's frame
 * @param ok true, or null when it was refused
 * @param sequence of a message that is stored
 * @param at when it was stored
 * @param conversation that is watched from now on
 * @param error why it was refused
 */
record AnswerView(
        String re,
        @Nullable Boolean ok,
        @Nullable Long sequence,
        @Nullable Instant at,
        @Nullable ConversationView conversation,
        @Nullable Refusal error) {

    record Refusal(String code, String detail) {}

    static AnswerView of(Answer answer) {
        if (answer instanceof Answer.Stored stored) {
            return new AnswerView(
                    answer.re(),
                    true,
                    stored.stored().sequence(),
                    stored.stored().at(),
                    null,
                    null);
        } else if (answer instanceof Answer.Watched watched) {
            return new AnswerView(answer.re(), true, null, null, ConversationView.of(watched.conversation()), null);
        } else if (answer instanceof Answer.Refused refused) {
            return new AnswerView(answer.re(), null, null, null, null, refusal(refused.refused()));
        }
        return new AnswerView(answer.re(), true, null, null, null, null);
    }

    private static Refusal refusal(Refused refused) {
        return new Refusal(refused.code().code(), refused.detail());
    }
}
