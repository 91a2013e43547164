package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.conversation.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;

/**
 * What a gateway remembers. Persistent collections: an event costs the same with one conversation as with thousands.
 *
 * @param busy the lanes with something to do, by conversation, the most recently changed at the end
 * @param idle the lanes with nothing to do, the most recently changed at the end; at most {@link #KEPT_IDLE}
 */
public record ChannelGatewayState(Map<String, Lane> busy, Map<String, Lane> idle) {

    /**
     * Above this number of waiting replies no more are taken. They stay with their conversations, which keep offering them: a receiver that
     * is unavailable for a day must not make this entity larger than the database accepts.
     */
    static final int MAX_WAITING = 1_000;

    /** How many idle conversations are remembered, so that a long-delayed request has no effect. */
    static final int KEPT_IDLE = 1_000;

    /**
     * The replies of one conversation.
     *
     * @param taken the sequence number of the newest reply taken
     * @param waiting taken but not settled, in order; only the first is in progress
     * @param unreported settled, but not yet noted by the conversation
     */
    public record Lane(long taken, List<Waiting> waiting, List<Report> unreported) {
        static final Lane EMPTY = new Lane(0, List.of(), List.of());

        public Lane {
            waiting = List.copyOf(waiting);
            unreported = List.copyOf(unreported);
        }

        boolean hasNothingToDo() {
            return waiting.isEmpty() && unreported.isEmpty();
        }

        /** The reply to deliver now; null when there is none. */
        @Nullable Waiting first() {
            return waiting.isEmpty() ? null : waiting.get(0);
        }
    }

    /** @param since when it was taken */
    public record Waiting(Delivery.Outgoing reply, Instant since) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(long reply, Delivery.State state, Delivery.@Nullable Failure reason) {}

    public static final ChannelGatewayState EMPTY = new ChannelGatewayState(Map.of(), Map.of());

    public ChannelGatewayState {
        busy = persistent(busy);
        idle = persistent(idle);
    }

    private static PMap<String, Lane> persistent(Map<String, Lane> lanes) {
        return lanes instanceof PMap<String, Lane> already ? already : OrderedPMap.from(lanes);
    }

    Lane lane(ConversationId conversation) {
        Lane lane = busy.get(conversation.value());
        return lane != null ? lane : idle.getOrDefault(conversation.value(), Lane.EMPTY);
    }

    /** Work still to be done outside, lane by lane. */
    public List<ChannelGatewayErrand> errands() {
        return busy.keySet().stream()
                .flatMap(conversation -> errands(new ConversationId(conversation)).stream())
                .toList();
    }

    /** Work still to be done outside for one conversation; an event changes only that of its own conversation. */
    List<ChannelGatewayErrand> errands(ConversationId conversation) {
        Lane lane = lane(conversation);
        List<ChannelGatewayErrand> errands = new ArrayList<>(1);
        for (Report report : lane.unreported()) {
            errands.add(new ChannelGatewayErrand.ReportSettled(
                    conversation, report.reply(), report.state(), report.reason()));
        }
        Waiting first = lane.first();
        if (first != null) {
            errands.add(new ChannelGatewayErrand.AttemptDelivery(
                    conversation, first.reply().sequence()));
        }
        return errands;
    }

    /** The number of replies taken but not settled. */
    int waiting() {
        return busy.values().stream().mapToInt(lane -> lane.waiting().size()).sum();
    }

    /** When the oldest of them was taken. */
    Optional<Instant> oldestSince() {
        return busy.values().stream()
                .flatMap(lane -> lane.waiting().stream().limit(1))
                .map(Waiting::since)
                .min(Comparator.naturalOrder());
    }

    // ---- how events apply ----

    ChannelGatewayState taken(ChannelGateway.RepliesTaken event) {
        Lane lane = lane(event.conversation());
        List<Waiting> waiting = new ArrayList<>(lane.waiting());
        long taken = lane.taken();
        for (Delivery.Outgoing reply : event.replies()) {
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
        String id = conversation.value();
        PMap<String, Lane> others = persistent(busy).minus(id);
        PMap<String, Lane> resting = persistent(idle).minus(id);
        if (!lane.hasNothingToDo()) {
            return new ChannelGatewayState(others.plus(id, lane), resting);
        }
        resting = resting.plus(id, lane);
        if (resting.size() > KEPT_IDLE) {
            resting = resting.minus(resting.keySet().iterator().next());
        }
        return new ChannelGatewayState(others, resting);
    }
}
