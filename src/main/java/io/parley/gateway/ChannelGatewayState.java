package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.conversation.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway remembers.
 *
 * @param lanes by conversation, the one that changed last at the end
 */
public record ChannelGatewayState(Map<String, Lane> lanes) {

    /** How many conversations without anything to do are remembered, so that a request that was long under way has no effect. */
    static final int KEPT_IDLE = 1_000;

    /**
     * The replies of one conversation.
     *
     * @param taken the sequence number of the newest reply taken
     * @param waiting taken and not settled, in order; only the first is under way
     * @param unreported settled, and not yet noted by the conversation
     */
    public record Lane(long taken, List<Waiting> waiting, List<Report> unreported) {
        static final Lane EMPTY = new Lane(0, List.of(), List.of());

        public Lane {
            waiting = List.copyOf(waiting);
            unreported = List.copyOf(unreported);
        }

        boolean isIdle() {
            return waiting.isEmpty() && unreported.isEmpty();
        }
    }

    /** @param since when it was taken */
    public record Waiting(Delivery.Reply reply, Instant since) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(long reply, Delivery.State state, Delivery.@Nullable Failure reason) {}

    public static final ChannelGatewayState EMPTY = new ChannelGatewayState(Map.of());

    Lane lane(ConversationId conversation) {
        return lanes.getOrDefault(conversation.value(), Lane.EMPTY);
    }

    boolean isIdle() {
        return lanes.values().stream().allMatch(Lane::isIdle);
    }

    boolean hasUnreported() {
        return lanes.values().stream().anyMatch(lane -> !lane.unreported().isEmpty());
    }

    // ---- how events apply ----

    ChannelGatewayState taken(ChannelGateway.RepliesTaken event) {
        Lane lane = lane(event.conversation());
        List<Waiting> waiting = new ArrayList<>(lane.waiting());
        long taken = lane.taken();
        for (Delivery.Reply reply : event.replies()) {
            waiting.add(new Waiting(reply, event.at()));
            taken = Math.max(taken, reply.sequence());
        }
        return with(event.conversation(), new Lane(taken, waiting, lane.unreported()));
    }

    ChannelGatewayState settled(
            ConversationId conversation, long reply, Delivery.State state, Delivery.@Nullable Failure reason) {
        Lane lane = lane(conversation);
        List<Report> unreported = new ArrayList<>(lane.unreported());
        unreported.add(new Report(reply, state, reason));
        return with(
                conversation,
                new Lane(
                        lane.taken(),
                        lane.waiting().stream()
                                .filter(one -> one.reply().sequence() != reply)
                                .toList(),
                        unreported));
    }

    ChannelGatewayState noted(ChannelGateway.ReportNoted event) {
        Lane lane = lane(event.conversation());
        return with(
                event.conversation(),
                new Lane(
                        lane.taken(),
                        lane.waiting(),
                        lane.unreported().stream()
                                .filter(report -> report.reply() != event.reply())
                                .toList()));
    }

    private ChannelGatewayState with(ConversationId conversation, Lane lane) {
        Map<String, Lane> next = new LinkedHashMap<>(lanes);
        next.remove(conversation.value());
        next.put(conversation.value(), lane);
        // Counted only when there may be too many.
        if (next.size() > KEPT_IDLE) {
            long idle = next.values().stream().filter(Lane::isIdle).count();
            Iterator<Lane> oldest = next.values().iterator();
            while (idle > KEPT_IDLE) {
                if (oldest.next().isIdle()) {
                    oldest.remove();
                    idle--;
                }
            }
        }
        return new ChannelGatewayState(next);
    }
}
