package io.parley.dialogue.bot;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to answer.
 *
 * @param said everything the customer said since the last answer, oldest first, so that a message in pieces is one turn
 * @param number of the turn: the sequence number of the last message in it
 * @param asker who asks; what may be told and done depends on it
 * @param locale what the channel claims about the customer's language, e.g. {@code zh-CN}; a hint only
 * @param customer the customer's name where it is known; no decision depends on it
 * @param understood of these words before an action interrupted the turn; null for a turn that just begins
 * @param results of what was looked up and done for this turn before an action interrupted it, in order; empty for a turn that just begins
 * @param now when the turn was begun; the only time a decision may depend on
 */
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

    /** One that just begins. */
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

    /** The same turn, gone on with after an action. */
    public Turn with(Understood before, List<ActionResult> known) {
        return new Turn(tenant, conversation, number, said, asker, locale, customer, memory, before, known, now);
    }

    /** Of a customer without a name. */
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

    /** The kind of channel the customer wrote by, e.g. {@code webchat}. */
    public String channel() {
        return asker.from().channel();
    }

    /** All words of the turn, one message a line. */
    public String text() {
        return String.join("\n", said.stream().map(Content::plainText).toList());
    }
}
