package io.parley.conversation;

import io.parley.dialogue.bot.ActionCall;
import io.parley.errands.Errand;
import java.time.Instant;
import java.util.List;

/** Work that must still be done outside a conversation on its behalf. */
public sealed interface ConversationErrand extends Errand {

    /** A message to another entity, repeated until that entity confirms it. */
    sealed interface RemoteErrand extends ConversationErrand {
        @Override
        default boolean repeated() {
            return true;
        }
    }

    /** Work of this node off the actor's thread, which ends by itself with a command. */
    sealed interface LocalErrand extends ConversationErrand {
        @Override
        default boolean repeated() {
            return false;
        }
    }

    /** The bot decides the turn; ends with {@link Conversation.BotDecided}. */
    record AskBot(long from) implements LocalErrand {}

    /** An action is run; ends with {@link Conversation.ActionEnded}. */
    record Act(long from, ActionCall call) implements LocalErrand {}

    /** The router queues the conversation; confirmed by {@code Queued}. */
    record Enqueue(long from, Conversation.HandoffNote handoff) implements RemoteErrand {}

    /** The router forgets the conversation; confirmed by {@code Released}. */
    record Release(long from, long handoff) implements RemoteErrand {}

    /** The supervisor is notified of the case opened by the event {@code from}. */
    record ReportCase(long from, Instant at) implements RemoteErrand {}

    /**
     * The gateway of a channel account takes these replies, in order; confirmed by {@link Delivery.Taken}.
     *
     * @param from the last of them
     */
    record Deliver(long from, String account, List<Delivery.Reply> replies) implements RemoteErrand {
        public Deliver {
            replies = List.copyOf(replies);
        }
    }
}
