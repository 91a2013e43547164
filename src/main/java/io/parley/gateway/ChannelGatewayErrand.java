package io.parley.gateway;

import io.parley.ConversationId;
import io.parley.conversation.Delivery;
import io.parley.errands.Errand;
import org.jspecify.annotations.Nullable;

/** Work still to be done outside a gateway on its behalf, with a lane for each conversation. */
public sealed interface ChannelGatewayErrand extends Errand {

    ConversationId conversation();

    /** The reply's number: the sequence number of its event in the conversation. */
    @Override
    long from();

    @Override
    default String lane() {
        return conversation().value();
    }

    /**
     * Delivers the conversation's first reply that is not settled to the receiver; each attempt ends with {@link ChannelGateway.Attempted}.
     */
    record AttemptDelivery(ConversationId conversation, long from) implements ChannelGatewayErrand {
        @Override
        public boolean repeated() {
            return false;
        }
    }

    /** Reports the outcome of a reply to the conversation; confirmed by {@link Delivery.Noted}. */
    record ReportSettled(
            ConversationId conversation, long from, Delivery.State state, Delivery.@Nullable Failure reason)
            implements ChannelGatewayErrand {
        @Override
        public boolean repeated() {
            return true;
        }
    }
}
