package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.conversation.Delivery;
import java.time.Instant;
import java.util.List;

/**
 * The outbound side of one channel account: the commands its gateway accepts ({@link Command}) and what can happen to the replies it has
 * taken ({@link Event}). Its state is {@link ChannelGatewayState}.
 *
 * <p>Commands live for seconds, events for ever: change an event only with its migration and a new sample under persistence/events.
 */
public interface ChannelGateway {

    // ---- commands ----

    sealed interface Command extends ClusterMessage {}

    /** A conversation requests delivery of replies, or has stored the outcome of one; idempotent. */
    record ConversationRequested(Delivery.Request request) implements Command {}

    /** The outcome of an attempt. Late ones, for a reply that is already settled, are dropped. */
    record Attempted(ConversationId conversation, long reply, Callback.Outcome outcome) implements Command {}

    /** Sent by the shard to stop this entity. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Time to run the errands that are due, or to leave memory. */
    enum Tick implements Command {
        ERRANDS,
        IDLE
    }

    // ---- events ----

    /** The journal holds the names: classes may be renamed, names may not. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "replies-taken", value = RepliesTaken.class),
        @JsonSubTypes.Type(name = "reply-sent", value = ReplySent.class),
        @JsonSubTypes.Type(name = "reply-failed", value = ReplyFailed.class),
        @JsonSubTypes.Type(name = "report-noted", value = ReportNoted.class)
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    sealed interface Event {
        Instant at();

        ChannelGatewayState applyTo(ChannelGatewayState before);
    }

    /** The gateway has taken responsibility for the replies. */
    record RepliesTaken(ConversationId conversation, List<Delivery.Outgoing> replies, Instant at) implements Event {
        public RepliesTaken {
            replies = List.copyOf(replies);
        }

        @Override
        public ChannelGatewayState applyTo(ChannelGatewayState before) {
            return before.taken(this);
        }
    }

    /** The receiver has confirmed it. */
    record ReplySent(ConversationId conversation, long reply, Instant at) implements Event {
        @Override
        public ChannelGatewayState applyTo(ChannelGatewayState before) {
            return before.settled(conversation, reply, Delivery.State.SENT, null);
        }
    }

    record ReplyFailed(ConversationId conversation, long reply, Delivery.Failure reason, Instant at) implements Event {
        @Override
        public ChannelGatewayState applyTo(ChannelGatewayState before) {
            return before.settled(conversation, reply, Delivery.State.FAILED, reason);
        }
    }

    /** The conversation has stored the outcome of the reply. */
    record ReportNoted(ConversationId conversation, long reply, Instant at) implements Event {
        @Override
        public ChannelGatewayState applyTo(ChannelGatewayState before) {
            return before.noted(this);
        }
    }
}
