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
 * @param busy by conversation, those with something to do, the one that changed last at the end
 * @param idle those without, the one that changed last at the end; at most {@link #KEPT_IDLE}
 */
public record ChannelGatewayState(Map<String, Lane> busy, Map<String, Lane> idle) {

    /**
     * How many replies wait here at most. Those beyond stay with their conversations, which offer them again and again: a receiver that is away
     * for a day must not make this entity larger than a database takes.
     */
    static final int MOST_WAITING = 1_000;

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

        boolean hasNothingToDo() {
            return waiting.isEmpty() && unreported.isEmpty();
        }

        /** The reply that is to be brought now; null for none. */
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

    /** What the outside must still do, lane by lane. */
    public List<ChannelGatewayErrand> errands() {
        return busy.keySet().stream()
                .flatMap(conversation -> errands(new ConversationId(conversation)).stream())
                .toList();
    }

    /** What the outside must still do for one conversation: all that an event concerning it can change. */
    List<ChannelGatewayErrand> errands(ConversationId conversation) {
        Lane lane = lane(conversation);
        List<ChannelGatewayErrand> errands = new ArrayList<>(1);
        for (Report report : lane.unreported()) {
            errands.add(new ChannelGatewayErrand.ReportSettled(
                    conversation, report.reply(), report.state(), report.reason()));
        }
        Waiting first = lane.first();
        if (first != null) {
            errands.add(
                    new ChannelGatewayErrand.Bring(conversation, first.reply().sequence()));
        }
        return errands;
    }

    /** Replies that are taken and not settled. */
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
