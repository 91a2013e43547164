package io.parley.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.routing.Routing.AgentProfile;
import io.parley.routing.Routing.Item;
import io.parley.routing.Routing.Presence;
import io.parley.routing.Routing.Reservation;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * Waiting items, agents, offers and assignments, in one place. Built from persistent collections: an event takes little more than constant
 * time, however many customers wait.
 *
 * @param line the waiting items in order, including reserved ones
 * @param placeOf each waiting conversation's position in the line
 * @param lastAssignments when the newest {@link #REMEMBERED} assignments were made, for expected waits
 */
@RecordBuilder
public record RouterState(
        TreePMap<LinePosition, WaitingItem> line,
        PMap<ConversationId, LinePosition> placeOf,
        PMap<AgentId, AgentEntry> agents,
        PMap<String, Reservation> reservations,
        PMap<ConversationId, Assignment> assignments,
        long reservationsMade,
        PVector<Instant> lastAssignments) {

    static final int REMEMBERED = 20;

    /** A place in line: oldest first, ties broken by id, so that the order is total. */
    public record LinePosition(Instant since, ConversationId conversation) implements Comparable<LinePosition> {
        private static final Comparator<LinePosition> ORDER =
                Comparator.comparing(LinePosition::since).thenComparing(LinePosition::conversation);

        @Override
        public int compareTo(LinePosition other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * @param excluded agents who declined it or let it expire, and when
     * @param reservation its id while the item is held for an agent
     * @param returnedFrom the vanished agent who held it, until the conversation has confirmed that it waits again
     */
    public record WaitingItem(
            Item item, PMap<AgentId, Instant> excluded, @Nullable String reservation, @Nullable AgentId returnedFrom) {
        WaitingItem with(PMap<AgentId, Instant> excluded, @Nullable String reservation) {
            return new WaitingItem(item, excluded, reservation, returnedFrom);
        }
    }

    /** @param idleSince when the agent last became available or lost work */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RecordBuilder
    public record AgentEntry(
            AgentProfile agent,
            Presence presence,
            @Nullable String reason,
            Instant since,
            Instant idleSince,
            int used) {
        AgentEntry using(int places, Instant at) {
            return RouterStateAgentEntryBuilder.builder(this)
                    .idleSince(places < used ? at : idleSince)
                    .used(places)
                    .build();
        }
    }

    /** @param confirmed whether the conversation has confirmed that the agent holds its turn */
    public record Assignment(Item item, AgentId agent, boolean confirmed) {}

    public static final RouterState EMPTY = new RouterState(
            TreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            0,
            TreePVector.empty());

    public @Nullable WaitingItem waiting(ConversationId conversation) {
        LinePosition place = placeOf.get(conversation);
        return place == null ? null : line.get(place);
    }

    // ---- how events apply ----

    RouterState queued(Routing.ItemQueued event) {
        Item item = event.item();
        RouterState cleared = without(item.conversation(), event.at());
        LinePosition place = new LinePosition(item.since(), item.conversation());
        return cleared.withLine(
                cleared.line.plus(place, new WaitingItem(item, HashTreePMap.empty(), null, null)),
                cleared.placeOf.plus(item.conversation(), place));
    }

    RouterState reserved(Routing.ItemReserved event) {
        Reservation reservation = event.reservation();
        ConversationId conversation = reservation.item().conversation();
        RouterState next = replaceWaiting(conversation, w -> w.with(w.excluded(), reservation.id()));
        return RouterStateBuilder.builder(next)
                .reservations(next.reservations.plus(reservation.id(), reservation))
                .reservationsMade(next.reservationsMade + 1)
                .build()
                .use(reservation.agent(), 1, event.at());
    }

    RouterState accepted(Routing.ReservationAccepted event) {
        Reservation reservation = reservations.get(event.reservation());
        if (reservation == null) {
            return this;
        }
        ConversationId conversation = reservation.item().conversation();
        LinePosition place = placeOf.get(conversation);
        PVector<Instant> last = lastAssignments.plus(event.at());
        return RouterStateBuilder.builder(this)
                .line(place == null ? line : line.minus(place))
                .placeOf(placeOf.minus(conversation))
                .reservations(reservations.minus(event.reservation()))
                .assignments(
                        assignments.plus(conversation, new Assignment(reservation.item(), reservation.agent(), false)))
                .lastAssignments(last.size() > REMEMBERED ? last.minus(0) : last)
                .build();
    }

    RouterState endedWithoutAcceptance(String id, boolean exclude, Instant at) {
        Reservation reservation = reservations.get(id);
        if (reservation == null) {
            return this;
        }
        RouterState next = replaceWaiting(
                reservation.item().conversation(),
                w -> w.with(exclude ? w.excluded().plus(reservation.agent(), at) : w.excluded(), null));
        return next.withReservations(next.reservations.minus(id)).use(reservation.agent(), -1, at);
    }

    RouterState assigned(Routing.ItemAssigned event) {
        Assignment assignment = assignments.get(event.conversation());
        return assignment == null
                ? this
                : withAssignments(assignments.plus(
                        event.conversation(), new Assignment(assignment.item(), assignment.agent(), true)));
    }

    RouterState returned(Routing.ItemReturned event) {
        Assignment assignment = assignments.get(event.conversation());
        if (assignment == null) {
            return this;
        }
        RouterState cleared = without(event.conversation(), event.at());
        LinePosition place = new LinePosition(assignment.item().since(), event.conversation());
        PMap<AgentId, Instant> excluded = HashTreePMap.singleton(event.from(), event.at());
        return cleared.withLine(
                cleared.line.plus(place, new WaitingItem(assignment.item(), excluded, null, event.from())),
                cleared.placeOf.plus(event.conversation(), place));
    }

    RouterState returnConfirmed(Routing.ReturnConfirmed event) {
        return replaceWaiting(
                event.conversation(), w -> new WaitingItem(w.item(), w.excluded(), w.reservation(), null));
    }

    RouterState left(Routing.ItemLeft event) {
        return without(event.conversation(), event.at());
    }

    RouterState presenceSet(Routing.AgentPresenceSet event) {
        AgentId id = event.agent().agent();
        AgentEntry before = agents.get(id);
        boolean wasFree = before != null && before.presence() == Presence.AVAILABLE;
        Instant idleSince = before == null || !wasFree ? event.at() : before.idleSince();
        AgentEntry next = new AgentEntry(
                event.agent(),
                event.presence(),
                event.reason(),
                before != null && before.presence() == event.presence() ? before.since() : event.at(),
                idleSince,
                before == null ? 0 : before.used());
        return withAgents(agents.plus(id, next));
    }

    // ---- parts ----

    /** Removes a conversation and frees the capacity it used. */
    private RouterState without(ConversationId conversation, Instant at) {
        RouterState next = this;
        LinePosition place = next.placeOf.get(conversation);
        if (place != null) {
            WaitingItem waiting = next.line.get(place);
            String held = waiting == null ? null : waiting.reservation();
            if (held != null) {
                next = next.endedWithoutAcceptance(held, false, at);
            }
            next = next.withLine(next.line.minus(place), next.placeOf.minus(conversation));
        }
        Assignment assignment = next.assignments.get(conversation);
        if (assignment != null) {
            next = next.withAssignments(next.assignments.minus(conversation)).use(assignment.agent(), -1, at);
        }
        return next;
    }

    private RouterState use(AgentId agent, int places, Instant at) {
        AgentEntry entry = agents.get(agent);
        return entry == null
                ? this
                : withAgents(agents.plus(agent, entry.using(Math.max(0, entry.used() + places), at)));
    }

    private RouterState replaceWaiting(
            ConversationId conversation, java.util.function.UnaryOperator<WaitingItem> change) {
        LinePosition place = placeOf.get(conversation);
        WaitingItem waiting = place == null ? null : line.get(place);
        return place == null || waiting == null ? this : withLine(line.plus(place, change.apply(waiting)), placeOf);
    }

    private RouterState withLine(TreePMap<LinePosition, WaitingItem> line, PMap<ConversationId, LinePosition> placeOf) {
        return RouterStateBuilder.builder(this).line(line).placeOf(placeOf).build();
    }

    private RouterState withAgents(PMap<AgentId, AgentEntry> agents) {
        return RouterStateBuilder.builder(this).agents(agents).build();
    }

    private RouterState withReservations(PMap<String, Reservation> reservations) {
        return RouterStateBuilder.builder(this).reservations(reservations).build();
    }

    private RouterState withAssignments(PMap<ConversationId, Assignment> assignments) {
        return RouterStateBuilder.builder(this).assignments(assignments).build();
    }

    // ---- as a snapshot ----

    /** The state in plain lists, as snapshots store it; each list has a fixed order, so that equal states are stored identically. */
    public record Stored(
            List<StoredItem> line,
            List<AgentEntry> agents,
            List<Reservation> reservations,
            List<Assignment> assignments,
            long reservationsMade,
            List<Instant> lastAssignments) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StoredItem(
            Item item, List<Exclusion> excluded, @Nullable String reservation, @Nullable AgentId returnedFrom) {}

    public record Exclusion(AgentId agent, Instant at) {}

    public Stored stored() {
        return new Stored(
                line.values().stream()
                        .map(w -> new StoredItem(
                                w.item(),
                                w.excluded().entrySet().stream()
                                        .map(e -> new Exclusion(e.getKey(), e.getValue()))
                                        .sorted(Comparator.comparing(Exclusion::agent))
                                        .toList(),
                                w.reservation(),
                                w.returnedFrom()))
                        .toList(),
                inOrder(agents),
                inOrder(reservations),
                inOrder(assignments),
                reservationsMade,
                List.copyOf(lastAssignments));
    }

    private static <K extends Comparable<K>, V> List<V> inOrder(PMap<K, V> byId) {
        return byId.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    public static RouterState of(Stored stored) {
        TreePMap<LinePosition, WaitingItem> line = TreePMap.empty();
        PMap<ConversationId, LinePosition> placeOf = HashTreePMap.empty();
        for (StoredItem item : stored.line()) {
            LinePosition place =
                    new LinePosition(item.item().since(), item.item().conversation());
            PMap<AgentId, Instant> excluded = HashTreePMap.empty();
            for (Exclusion exclusion : item.excluded()) {
                excluded = excluded.plus(exclusion.agent(), exclusion.at());
            }
            line = line.plus(place, new WaitingItem(item.item(), excluded, item.reservation(), item.returnedFrom()));
            placeOf = placeOf.plus(place.conversation(), place);
        }
        PMap<AgentId, AgentEntry> agents = HashTreePMap.empty();
        for (AgentEntry entry : stored.agents()) {
            agents = agents.plus(entry.agent().agent(), entry);
        }
        PMap<String, Reservation> reservations = HashTreePMap.empty();
        for (Reservation reservation : stored.reservations()) {
            reservations = reservations.plus(reservation.id(), reservation);
        }
        PMap<ConversationId, Assignment> assignments = HashTreePMap.empty();
        for (Assignment assignment : stored.assignments()) {
            assignments = assignments.plus(assignment.item().conversation(), assignment);
        }
        return new RouterState(
                line,
                placeOf,
                agents,
                reservations,
                assignments,
                stored.reservationsMade(),
                TreePVector.from(stored.lastAssignments()));
    }
}
