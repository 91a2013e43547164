package io.parley.edge.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.Refused;
import io.parley.conversation.Conversation;
import io.parley.edge.api.conversations.ConversationView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a frame of a console.
 *
 * @param re the id of that frame
 * @param ok true, or null when it was refused
 * @param sequence of a message that is stored
 * @param at when it was stored
 * @param conversation that is watched from now on
 * @param error why it was refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(
        String re,
        @Nullable Boolean ok,
        @Nullable Long sequence,
        @Nullable Instant at,
        @Nullable ConversationView conversation,
        @Nullable Refusal error) {

    record Refusal(String code, String detail) {}

    static Answer done(String re) {
        return new Answer(re, true, null, null, null, null);
    }

    static Answer stored(String re, Conversation.Stored stored) {
        return new Answer(re, true, stored.sequence(), stored.at(), null, null);
    }

    static Answer watched(String re, Conversation.Summary conversation) {
        return new Answer(re, true, null, null, ConversationView.of(conversation), null);
    }

    static Answer refused(String re, Refused refused) {
        return new Answer(re, null, null, null, null, new Refusal(refused.code().code(), refused.detail()));
    }
}
