package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The message ids a conversation has recently stored, so that the same message sent again gets the same answer and is stored once.
 * Bounded: a client that repeats a message after {@link #KEPT} later ones is treated as sending a new one.
 */
public record Receipts(List<Mark> marks) {

    /**
     * How many ids are remembered. More than can be repeated after a crash: Kafka redelivers the records whose offsets were not committed
     * and those in flight, and all of them may belong to one conversation.
     */
    public static final int KEPT = 2_000;

    /**
     * How many are carried into the customer's next conversation, for clients' repeats that arrive after the end of this one. Far fewer
     * than Kafka may deliver again, because they travel with messages between nodes: Kafka's repeats are looked up in this one, too.
     */
    public static final int CARRIED = 20;

    public static final Receipts NONE = new Receipts(List.of());

    /**
     * Everything needed to answer a repeat.
     *
     * @param digest of the body, see {@link MessageDigests}
     * @param in the conversation that stored it, if it was an earlier one
     * @param ordinal of the conversation that stored it
     * @param sequence where it was stored
     * @param at when it was stored
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mark(String id, long digest, @Nullable ConversationId in, int ordinal, long sequence, Instant at) {}

    public Receipts {
        marks = List.copyOf(marks);
    }

    public @Nullable Mark find(String id) {
        for (int i = marks.size() - 1; i >= 0; i--) {
            if (marks.get(i).id().equals(id)) {
                return marks.get(i);
            }
        }
        return null;
    }

    public Receipts with(Mark mark) {
        List<Mark> next = new ArrayList<>(Math.min(marks.size() + 1, KEPT));
        next.addAll(marks.size() >= KEPT ? marks.subList(marks.size() - KEPT + 1, marks.size()) : marks);
        next.add(mark);
        return new Receipts(next);
    }

    /** Returns the newest marks, to be carried into the next conversation. */
    public Receipts carried(ConversationId conversation) {
        return new Receipts(marks.subList(Math.max(0, marks.size() - CARRIED), marks.size()).stream()
                .map(m -> m.in() == null
                        ? new Mark(m.id(), m.digest(), conversation, m.ordinal(), m.sequence(), m.at())
                        : m)
                .toList());
    }
}
