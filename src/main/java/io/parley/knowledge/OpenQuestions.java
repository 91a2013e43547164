package io.parley.knowledge;

import akka.Done;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.language.Language;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Questions that customers asked and the bot did not understand. Fed by a projection, so a few seconds behind. */
public interface OpenQuestions {

    /** The decision on a question. The codes are stored and sent: names must not change. */
    enum State {
        OPEN,
        ANSWERED,
        IGNORED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A question, however often and by however many customers it was asked.
     *
     * @param words as last asked by a customer whose key has not been destroyed, without personal data
     * @param customer whose words these are
     * @param conversation in which it was last asked
     * @param article that answers it, if one has been chosen
     */
    record Question(
            String id,
            String words,
            Language language,
            long count,
            Instant lastAt,
            CustomerId customer,
            ConversationId conversation,
            State state,
            @Nullable String article) {}

    /**
     * One occurrence. Recording the same conversation and sequence number again changes nothing.
     *
     * @param customer whose words they are: sealed with this customer's key, and lost with it
     * @param words with placeholders for personal data
     */
    record QuestionOccurrence(
            String question,
            CustomerId customer,
            ConversationId conversation,
            long sequence,
            Instant at,
            Language language,
            String words) {}

    /** All in that state whose words can still be read, in no particular order; at most {@link #MAX_COUNT}. */
    CompletionStage<List<Question>> list(TenantId tenant, State state);

    CompletionStage<Optional<Question>> get(TenantId tenant, String question);

    /** @param article that answers it, for {@link State#ANSWERED} */
    CompletionStage<Done> decide(
            TenantId tenant, String question, State state, @Nullable String article, AgentId by, Instant at);

    CompletionStage<Done> record(TenantId tenant, QuestionOccurrence asked);

    /** More different questions than people would read. */
    int MAX_COUNT = 10_000;
}
