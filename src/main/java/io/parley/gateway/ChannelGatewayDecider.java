package io.parley.gateway;

import io.parley.ConversationId;
import io.parley.Decided;
import io.parley.conversation.Delivery;
import io.parley.gateway.ChannelGateway.Command;
import io.parley.gateway.ChannelGateway.Event;
import io.parley.gateway.ChannelGatewayState.Lane;
import io.parley.gateway.ChannelGatewayState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Decides what a gateway does with each command. Static and pure: the same state, command and time always give the same decision. */
public final class ChannelGatewayDecider {

    private ChannelGatewayDecider() {}

    /**
     * Decides a command. The answer is a notice to the conversation. Nothing is decided for an attempt that failed and may be repeated, and
     * for commands that only concern an entity in memory, such as {@link ChannelGateway.Tick}.
     *
     * @param account whose gateway this is
     * @param giveUpAfter the time after which an unaccepted reply has failed
     */
    public static Decided<Event, Delivery.Notice> decide(
            ChannelGatewayState state, Command command, Instant now, String account, Duration giveUpAfter) {
        if (command instanceof ChannelGateway.ConversationRequested says) {
            return says.request() instanceof Delivery.Deliver deliver
                    ? deliver(state, deliver, now, account)
                    : noted(state, (Delivery.Noted) says.request(), now);
        } else if (command instanceof ChannelGateway.Attempted attempted) {
            return attempted(state, attempted, now, giveUpAfter);
        }
        return Decided.nothing();
    }

    private static Decided<Event, Delivery.Notice> deliver(
            ChannelGatewayState state, Delivery.Deliver deliver, Instant now, String account) {
        List<Delivery.Outgoing> replies = deliver.replies();
        if (replies.isEmpty()) {
            return Decided.nothing();
        }
        Delivery.Taken taken =
                new Delivery.Taken(account, replies.get(replies.size() - 1).sequence());
        long known = state.lane(deliver.conversation()).taken();
        List<Delivery.Outgoing> fresh =
                replies.stream().filter(reply -> reply.sequence() > known).toList();
        if (fresh.isEmpty()) {
            return Decided.reply(taken);
        }
        return state.waiting() >= ChannelGatewayState.MAX_WAITING
                ? Decided.nothing()
                : Decided.events(List.of(new ChannelGateway.RepliesTaken(deliver.conversation(), fresh, now)), taken);
    }

    private static Decided<Event, Delivery.Notice> noted(ChannelGatewayState state, Delivery.Noted noted, Instant now) {
        boolean open = state.lane(noted.conversation()).unreported().stream()
                .anyMatch(report -> report.reply() == noted.reply());
        return open
                ? Decided.events(List.of(new ChannelGateway.ReportNoted(noted.conversation(), noted.reply(), now)))
                : Decided.nothing();
    }

    private static Decided<Event, Delivery.Notice> attempted(
            ChannelGatewayState state, ChannelGateway.Attempted attempted, Instant now, Duration giveUpAfter) {
        ConversationId conversation = attempted.conversation();
        long reply = attempted.reply();
        Lane lane = state.lane(conversation);
        Waiting first = lane.first();
        if (first == null || first.reply().sequence() != reply) {
            return Decided.nothing();
        }
        return switch (attempted.outcome().result()) {
            case TAKEN -> Decided.events(List.of(new ChannelGateway.ReplySent(conversation, reply, now)));
            case REFUSED -> failed(conversation, reply, Delivery.Failure.REFUSED, now);
            case NO_ADDRESS -> failed(conversation, reply, Delivery.Failure.NO_CALLBACK, now);
            case FAILED ->
                now.isBefore(first.since().plus(giveUpAfter))
                        ? Decided.nothing()
                        : failed(conversation, reply, Delivery.Failure.GIVEN_UP, now);
        };
    }

    private static Decided<Event, Delivery.Notice> failed(
            ConversationId conversation, long reply, Delivery.Failure reason, Instant now) {
        return Decided.events(List.of(new ChannelGateway.ReplyFailed(conversation, reply, reason, now)));
    }
}
