package io.parley.gateway;

import io.parley.ConversationId;
import io.parley.conversation.Delivery;
import io.parley.errands.Errand;
import org.jspecify.annotations.Nullable;

/** What the outside must still do for a gateway: of each conversation, which is a lane of its own. */
public sealed interface ChannelGatewayErrand extends Errand {

    ConversationId conversation();

    /** The reply's number: that of the conversation's event in which it was said. */
    @Override
    long from();

    @Override
    default String lane() {
        return conversation().value();
    }

    /** The receiver takes the conversation's first reply that is not settled; each attempt ends with {@link ChannelGateway.Attempted}. */
    record Bring(ConversationId conversation, long from) implements ChannelGatewayErrand {
        @Override
        public boolean repeated() {
            return false;
        }
    }

    /** The conversation learns what became of a reply; confirmed by {@link Delivery.Noted}. */
    record ReportSettled(
            ConversationId conversation, long from, Delivery.State state, Delivery.@Nullable Failure reason)
            implements ChannelGatewayErrand {
        @Override
        public boolean repeated() {
            return true;
        }
    }
}
