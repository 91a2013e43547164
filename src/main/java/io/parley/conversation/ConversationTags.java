package io.parley.conversation;

import io.parley.ConversationId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The slices in which projections read the journals of all conversations. Their number is fixed for ever: a conversation's events must
 * stay in one slice to stay in order.
 */
public final class ConversationTags {

    private static final int SLICES = 4;

    private ConversationTags() {}

    public static String of(ConversationId conversation) {
        return name(Math.floorMod(conversation.value().hashCode(), SLICES));
    }

    public static List<String> all() {
        return IntStream.range(0, SLICES).mapToObj(ConversationTags::name).toList();
    }

    private static String name(int slice) {
        return "conversation-" + slice;
    }
}
