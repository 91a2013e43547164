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

/** What customers asked and the bot did not understand. Fed by a projection, so a few seconds behind. */
public interface OpenQuestions {

    /** What people decided about a question. The codes are stored and sent: names may not change. */
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
     * A question, however often and by whomever it was asked.
     *
     * @param words as asked last by somebody whose key has not been destroyed, without personal data
     * @param customer whose words these are
     * @param conversation in which it was asked last
     * @param article that answers it, when somebody said so
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
     * Asked once. The same conversation and sequence number again change nothing.
     *
     * @param customer whose words they are: kept under this customer's key, and lost with it
     * @param words with placeholders for what identifies somebody
     */
    record Asked(
            String question,
            CustomerId customer,
            ConversationId conversation,
            long sequence,
            Instant at,
            Language language,
            String words) {}

    /** All in that state whose words can still be read, in no order; at most {@link #MOST}. */
    CompletionStage<List<Question>> list(TenantId tenant, State state);

    CompletionStage<Optional<Question>> get(TenantId tenant, String question);

    /** @param article that answers it, for {@link State#ANSWERED} */
    CompletionStage<Done> decide(
            TenantId tenant, String question, State state, @Nullable String article, AgentId by, Instant at);

    CompletionStage<Done> record(TenantId tenant, Asked asked);

    /** More different questions than anybody reads. */
    int MOST = 10_000;
}
