package io.parley.routing;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.LocalizedText;
import io.parley.Personal;
import io.parley.language.Language;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Bringing work and agents of one tenant together: what the router can be asked ({@link Command}), what can have happened
 * ({@link Event}), and what it tells conversations ({@link Notice}) and desks ({@link Update}).
 *
 * <p>One writer holds both sides, who waits and who is free, so that no two decisions can be made on the same free place.
 * Commands live for seconds, events for ever: change an event only with its migration and a new sample under persistence/events.
 */
public interface Routing {

    // ---- what is carried ----

    /**
     * What a waiting conversation needs.
     *
     * @param language an agent must master it at level 1 or better; {@code MIXED} needs both
     * @param skills further skills, each at level 1 or better
     */
    record Requirement(Language language, List<String> skills) {
        public Requirement {
            skills = List.copyOf(skills);
        }
    }

    /**
     * A conversation's wish for a human.
     *
     * @param handoff the sequence number of the handoff in its conversation; a later handoff replaces an earlier one
     * @param since when the customer began to wait; kept over decline, expiry and restart
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            ConversationId conversation,
            long handoff,
            CustomerId customer,
            @Nullable Personal<String> customerName,
            Requirement requirement,
            Personal<String> summary,
            Personal<String> brief,
            Instant since) {}

    /**
     * An agent as the router needs to know them.
     *
     * @param skills skill or language to level, 1 (some) to 5 (expert)
     * @param capacity how many conversations at once
     */
    record Skilled(AgentId agent, LocalizedText name, Map<String, Integer> skills, int capacity) {
        public Skilled {
            // Sorted: equal agents are stored alike.
            skills = Collections.unmodifiableMap(new TreeMap<>(skills));
        }
    }

    /** Whether an agent takes work. The kebab-case codes are stored and sent: names may not change. */
    enum Presence {
        OFFLINE,
        AVAILABLE,
        AWAY,
        /** Set by the router when an offer expired: nothing more is offered until the agent says so. */
        NOT_RESPONDING;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Work held for one agent until accepted, declined or expired.
     *
     * @param id unique within the tenant
     * @param why the decision as it was made, for people to read
     */
    record Reservation(String id, Item item, AgentId agent, Decision why, Instant offeredAt, Instant expiresAt) {}

    /**
     * Why this agent: everybody considered, in order of preference, then everybody refused with the reason.
     *
     * @param rule which version of the rules decided
     * @param chosen by which of the rules the first was preferred to the second, e.g. {@code longest-idle}
     */
    record Decision(String rule, String chosen, List<Candidate> candidates) {
        /** How many of them are kept: a tenant may have agents by the thousand. */
        public static final int MOST_CANDIDATES = 50;

        public Decision {
            candidates = List.copyOf(candidates.subList(0, Math.min(candidates.size(), MOST_CANDIDATES)));
        }
    }

    /** @param refused null when the agent could have served; else {@code no-language:zh}, {@code no-skill:orders}, {@code no-capacity}, {@code away}, {@code offline}, {@code not-responding}, {@code excluded} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Candidate(AgentId agent, @Nullable String refused) {}

    // ---- commands ----

    /** Answered, where there is somebody to answer, once what it caused is stored. */
    sealed interface Command extends ClusterMessage {}

    /** Puts a conversation in line; repeated until a {@link Queued} notice came. Idempotent by conversation and handoff. */
    record Enqueue(Item item) implements Command {}

    /** Takes a conversation out of line or frees its agent's place; repeated until a {@link Released} notice came. */
    record Release(ConversationId conversation, long handoff) implements Command {}

    record SetPresence(
            Skilled agent, Presence presence, @Nullable String reason, ActorRef<StatusReply<AgentStatus>> replyTo)
            implements Command {}

    /**
     * At least one console of the agent is connected; repeated while it is. When it stays out for the grace time, the agent is offline and
     * offers return to their place.
     */
    record ConsoleOpened(Skilled agent) implements Command {}

    record Accept(AgentId agent, String reservation, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Decline(AgentId agent, String reservation, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** What the conversation said to an {@link Assigned} notice. */
    record AssignmentAnswered(ConversationId conversation, long handoff, boolean taken) implements Command {}

    /** Tells {@code follower} about this agent, and about the line, until it ends or unfollows; answered at once by a {@link Desk}. */
    record Follow(AgentId agent, ActorRef<Update> follower) implements Command {}

    record Unfollow(ActorRef<Update> follower) implements Command {}

    /** Where a conversation stands in its own order; a position of 0 means it does not wait. */
    record AskPosition(ConversationId conversation, ActorRef<Position> replyTo) implements Command {}

    /** Who waits, without a word about them: for those who only reckon. */
    record AskLine(ActorRef<Line> replyTo) implements Command {}

    /**
     * Everybody and everything at a glance, for lists.
     *
     * @param after the last agent of the page before; null for the first page
     */
    record AskOverview(@Nullable AgentId after, ActorRef<Overview> replyTo) implements Command {}

    /** Said by the router to itself: the time for an answer is over. */
    record Expire(String reservation) implements Command {}

    /** Said by the router to itself, every now and then. */
    enum Tick implements Command {
        LOOK_AROUND,
        PUBLISH_QUEUE
    }

    // ---- what is told ----

    /** What a conversation is told; repeated until it answers, or idempotent. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "queued", value = Queued.class),
        @JsonSubTypes.Type(name = "assigned", value = Assigned.class),
        @JsonSubTypes.Type(name = "returned", value = Returned.class),
        @JsonSubTypes.Type(name = "released", value = Released.class)
    })
    sealed interface Notice extends ClusterMessage {
        long handoff();
    }

    record Queued(long handoff) implements Notice {}

    record Assigned(long handoff, AgentId agent, LocalizedText name) implements Notice {}

    /** The agent vanished: the conversation waits again, at its old place. */
    record Returned(long handoff, AgentId agent) implements Notice {}

    record Released(long handoff) implements Notice {}

    /** What a desk is told. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "desk", value = Desk.class),
        @JsonSubTypes.Type(name = "reservation-offered", value = ReservationOffered.class),
        @JsonSubTypes.Type(name = "reservation-ended", value = ReservationEnded.class),
        @JsonSubTypes.Type(name = "presence-changed", value = PresenceChanged.class),
        @JsonSubTypes.Type(name = "queue-changed", value = QueueChanged.class)
    })
    sealed interface Update extends ClusterMessage {}

    /** The whole of what an agent's desk shows about routing. */
    record Desk(AgentStatus status, List<ConversationId> assigned, List<Reservation> reservations, QueueView queue)
            implements Update {}

    record ReservationOffered(Reservation reservation) implements Update {}

    record ReservationEnded(String reservation, Outcome outcome) implements Update {}

    /** How a reservation ended. */
    enum Outcome {
        ACCEPTED,
        DECLINED,
        EXPIRED,
        WITHDRAWN
    }

    /** @param used places taken by assignments and reservations */
    record AgentStatus(AgentId agent, Presence presence, @Nullable String reason, Instant since, int used, int capacity)
            implements ClusterMessage {}

    record PresenceChanged(AgentStatus status) implements Update {}

    record QueueChanged(QueueView queue) implements Update {}

    /**
     * The line in its order, as desks show it.
     *
     * @param waiting the first {@link #SHOWN}
     * @param count how many there are
     */
    record QueueView(List<Waiting> waiting, int count) implements ClusterMessage {
        public static final int SHOWN = 50;
    }

    /**
     * A place in the line, as those see it who look at it.
     *
     * @param summary its first {@link #BRIEF} UTF-16 units: the whole of it goes to whoever is offered the conversation
     */
    record Waiting(
            ConversationId conversation,
            CustomerId customer,
            @Nullable Personal<String> customerName,
            Language language,
            Instant since,
            Personal<String> brief,
            int position,
            boolean reserved) {
        public static final int BRIEF = 300;

        static Waiting of(Item item, int position, boolean reserved) {
            return new Waiting(
                    item.conversation(),
                    item.customer(),
                    item.customerName(),
                    item.requirement().language(),
                    item.since(),
                    item.brief(),
                    position,
                    reserved);
        }
    }

    /**
     * The line in its order.
     *
     * @param first the first {@link #SEEN}
     * @param count how many there are
     */
    record Line(List<Place> first, int count) implements ClusterMessage {
        public static final int SEEN = 200;

        /** @param handoff see {@link Item} */
        public record Place(ConversationId conversation, long handoff, Instant since) {}
    }

    /**
     * @param agents those the router has ever heard of, by id, {@link #PAGE} at a time
     * @param demands the largest, at most {@link #MOST_DEMANDS}
     * @param more whether there are agents after these
     */
    record Overview(List<AgentStatus> agents, List<Demand> demands, boolean more) implements ClusterMessage {
        public static final int PAGE = 100;
        public static final int MOST_DEMANDS = 30;
    }

    /** How many wait for the same skills, and since when the first of them does. */
    record Demand(List<String> skills, int waiting, Instant oldestSince) {}

    /** @param expectedWaitSeconds null while nothing is known to reckon with */
    record Position(ConversationId conversation, int position, @Nullable Long expectedWaitSeconds)
            implements ClusterMessage {}

    // ---- events ----

    /** The names are what the journal holds; classes may be renamed, names may not. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "item-queued", value = ItemQueued.class),
        @JsonSubTypes.Type(name = "item-reserved", value = ItemReserved.class),
        @JsonSubTypes.Type(name = "reservation-accepted", value = ReservationAccepted.class),
        @JsonSubTypes.Type(name = "reservation-declined", value = ReservationDeclined.class),
        @JsonSubTypes.Type(name = "reservation-expired", value = ReservationExpired.class),
        @JsonSubTypes.Type(name = "reservation-withdrawn", value = ReservationWithdrawn.class),
        @JsonSubTypes.Type(name = "item-assigned", value = ItemAssigned.class),
        @JsonSubTypes.Type(name = "item-returned", value = ItemReturned.class),
        @JsonSubTypes.Type(name = "item-left", value = ItemLeft.class),
        @JsonSubTypes.Type(name = "agent-presence-set", value = AgentPresenceSet.class)
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    sealed interface Event {
        Instant at();

        RouterState applyTo(RouterState before);
    }

    record ItemQueued(Item item, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.queued(this);
        }
    }

    record ItemReserved(Reservation reservation, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.reserved(this);
        }
    }

    record ReservationAccepted(String reservation, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.accepted(this);
        }
    }

    record ReservationDeclined(String reservation, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.endedWithoutAcceptance(reservation, true, at);
        }
    }

    record ReservationExpired(String reservation, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.endedWithoutAcceptance(reservation, true, at);
        }
    }

    /** Ended by nobody's fault: the customer left, or the agent went away before answering. */
    record ReservationWithdrawn(String reservation, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.endedWithoutAcceptance(reservation, false, at);
        }
    }

    /** The conversation confirmed that the agent holds its turn. */
    record ItemAssigned(ConversationId conversation, long handoff, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.assigned(this);
        }
    }

    /** Back in line at its old place, because its agent vanished. */
    record ItemReturned(ConversationId conversation, long handoff, AgentId from, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.returned(this);
        }
    }

    /** The conversation needs nobody any more: resolved, back with the bot, or it refused the assignment. */
    record ItemLeft(ConversationId conversation, long handoff, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.left(this);
        }
    }

    record AgentPresenceSet(Skilled agent, Presence presence, @Nullable String reason, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.presenceSet(this);
        }
    }
}
