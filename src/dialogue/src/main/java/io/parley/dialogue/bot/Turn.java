package io.parley.dialogue.bot;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn that the bot has to answer.
 *
 * @param said everything the customer said since the last answer, oldest first, so that a message sent in pieces is one turn
 * @param number of the turn: the sequence number of the last message in it
 * @param asker the author, who determines what may be disclosed and done
 * @param locale what the channel claims about the customer's language, e.g. {@code zh-CN}; a hint only
 * @param customer the customer's name where it is known; no decision depends on it
 * @param understood what was understood of these words before an action interrupted the turn; null for a new turn
 * @param results of everything looked up and done for this turn so far, including the action that interrupted it, in order; empty for a new
 *     turn
 * @param now when the turn was begun; the only time a decision may depend on
 */
@RecordBuilder
public record Turn(
        TenantId tenant,
        ConversationId conversation,
        long number,
        List<List<Content>> said,
        Asker asker,
        @Nullable String locale,
        @Nullable String customer,
        Memory memory,
        @Nullable Understood understood,
        List<ActionResult> results,
        Instant now) {
    public Turn {
        said = List.copyOf(said);
        results = List.copyOf(results);
    }

    /** Creates a new turn. */
    public Turn(
            TenantId tenant,
            ConversationId conversation,
            long number,
            List<List<Content>> said,
            Asker asker,
            @Nullable String locale,
            @Nullable String customer,
            Memory memory,
            Instant now) {
        this(tenant, conversation, number, said, asker, locale, customer, memory, null, List.of(), now);
    }

    /** Returns the same turn, continued after an action. */
    public Turn with(Understood before, List<ActionResult> known) {
        return TurnBuilder.builder(this).understood(before).results(known).build();
    }

    /** Creates a new turn of a customer without a name. */
    public Turn(
            TenantId tenant,
            ConversationId conversation,
            long number,
            List<List<Content>> said,
            Asker asker,
            @Nullable String locale,
            Memory memory,
            Instant now) {
        this(tenant, conversation, number, said, asker, locale, null, memory, now);
    }

    /** The kind of channel the customer wrote on, e.g. {@code webchat}. */
    public String channel() {
        return asker.from().channel();
    }

    /** Returns all words of the turn, one message per line. */
    public String text() {
        return String.join("\n", said.stream().map(Content::plainText).toList());
    }
}
