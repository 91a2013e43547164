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
 * The routing of one tenant's work to agents: the commands to the router ({@link Command}), the events that can happen ({@link Event}), the
 * notices it sends to conversations ({@link Notice}) and the updates it sends to desks ({@link Update}).
 *
 * <p>One writer holds both sides, waiting items and free capacity, so that no two decisions can use the same capacity. Commands live for
 * seconds, events for ever: change an event only with its migration and a new sample under persistence/events.
 */
public interface Routing {

    // ---- values ----

    /**
     * The condition a waiting conversation sets for its agent.
     *
     * @param language an agent must have it at level 1 or better; {@code MIXED} needs both
     * @param skills further skills, each at level 1 or better
     */
    record Requirement(Language language, List<String> skills) {
        public Requirement {
            skills = List.copyOf(skills);
        }
    }

    /**
     * A conversation's request for a human.
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
     * The part of an agent's data that the router needs.
     *
     * @param skills skill or language to level, 1 (some) to 5 (expert)
     * @param capacity how many conversations they can hold at the same time
     */
    record AgentProfile(AgentId agent, LocalizedText name, Map<String, Integer> skills, int capacity) {
        public AgentProfile {
            // Sorted, so that equal agents are stored identically.
            skills = Collections.unmodifiableMap(new TreeMap<>(skills));
        }
    }

    /** Whether an agent takes work. The kebab-case codes are stored and sent: names must not change. */
    enum Presence {
        OFFLINE,
        AVAILABLE,
        AWAY,
        /** Set by the router when an offer has expired: nothing more is offered until the agent is available again. */
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
     * @param why the decision, for people to read
     */
    record Reservation(String id, Item item, AgentId agent, Decision why, Instant offeredAt, Instant expiresAt) {}

    /**
     * Why this agent was chosen: all able agents, in order of preference, then all refused ones with the reason.
     *
     * @param rule the version of the rules that decided
     * @param chosen the rule by which the first was preferred to the second, e.g. {@code longest-idle}
     */
    record Decision(String rule, String chosen, List<Candidate> candidates) {
        /** Most candidates kept: a tenant may have thousands of agents. */
        public static final int MAX_CANDIDATES = 50;

        public Decision {
            candidates = List.copyOf(candidates.subList(0, Math.min(candidates.size(), MAX_CANDIDATES)));
        }
    }

    /**
     * @param refused null if the agent could have served; else {@code no-language:zh}, {@code no-skill:orders}, {@code no-capacity},
     *     {@code has-an-offer}, {@code away}, {@code offline}, {@code not-responding}, {@code excluded}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Candidate(AgentId agent, @Nullable String refused) {}

    // ---- commands ----

    /** A command to the router. Answered, if it has a recipient for the answer, once the events it caused are stored. */
    sealed interface Command extends ClusterMessage {}

    /** Queues a conversation; repeated until a {@link Queued} notice arrives. Idempotent by conversation and handoff. */
    record Enqueue(Item item) implements Command {}

    /** Takes a conversation out of line or frees its agent's place; repeated until a {@link Released} notice arrives. */
    record Release(ConversationId conversation, long handoff) implements Command {}

    record SetPresence(
            AgentProfile agent, Presence presence, @Nullable String reason, ActorRef<StatusReply<AgentStatus>> replyTo)
            implements Command {}

    /**
     * At least one console of the agent is connected; repeated while it is. If it does not arrive for the grace time, the agent goes
     * offline and offers return to their place.
     */
    record ConsoleOpened(AgentProfile agent) implements Command {}

    record Accept(AgentId agent, String reservation, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Decline(AgentId agent, String reservation, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** The conversation's answer to an {@link Assigned} notice. */
    record AssignmentAnswered(ConversationId conversation, long handoff, boolean taken) implements Command {}

    /** The conversation's answer to a {@link Returned} notice: it waits again, or no longer needs an agent. */
    record ReturnAnswered(ConversationId conversation, long handoff, AgentId from) implements Command {}

    /** Sends {@code follower} news of this agent and of the line until it ends or unfollows; answered immediately by a {@link Desk}. */
    record Follow(AgentId agent, ActorRef<Update> follower) implements Command {}

    record Unfollow(ActorRef<Update> follower) implements Command {}

    /** Asks for a conversation's position in the line; 0 means that it does not wait. */
    record AskPosition(ConversationId conversation, ActorRef<Position> replyTo) implements Command {}

    /** Asks for the line with ids and times only. */
    record AskLine(ActorRef<Line> replyTo) implements Command {}

    /**
     * Asks for an overview of all agents and demands, for lists.
     *
     * @param after the last agent of the previous page; null for the first page
     */
    record AskOverview(@Nullable AgentId after, ActorRef<Overview> replyTo) implements Command {}

    /** Sent by the router to itself: the reservation's time is over. */
    record Expire(String reservation) implements Command {}

    /** Sent by the router to itself at intervals. */
    enum Tick implements Command {
        LOOK_AROUND,
        PUBLISH_QUEUE
    }

    // ---- notices and updates ----

    /**
     * A notice to a conversation. {@link Assigned} and {@link Returned} are repeated until it answers; {@link Queued} and {@link Released}
     * answer commands that it repeats.
     */
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

    /** It is queued; a conversation that does not wait answers with {@link Release}. */
    record Queued(long handoff) implements Notice {}

    record Assigned(long handoff, AgentId agent, LocalizedText name) implements Notice {}

    /** The agent vanished: the conversation waits again, at its old place. */
    record Returned(long handoff, AgentId agent) implements Notice {}

    record Released(long handoff) implements Notice {}

    /** An update for a desk. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "desk", value = Desk.class),
        @JsonSubTypes.Type(name = "reservation-offered", value = ReservationOffered.class),
        @JsonSubTypes.Type(name = "reservation-ended", value = ReservationEnded.class),
        @JsonSubTypes.Type(name = "presence-changed", value = PresenceChanged.class),
        @JsonSubTypes.Type(name = "queue-changed", value = QueueChanged.class)
    })
    sealed interface Update extends ClusterMessage {}

    /** Everything an agent's desk shows about routing. */
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
     * The line in order, as desks show it.
     *
     * @param waiting the first {@link #SHOWN}
     * @param count how many there are
     */
    record QueueView(List<Waiting> waiting, int count) implements ClusterMessage {
        public static final int SHOWN = 50;
    }

    /**
     * A place in the line, as desks see it.
     *
     * @param brief the summary's first {@link #BRIEF} UTF-16 units; the agent who is offered the conversation gets all of it
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
     * The line in order.
     *
     * @param first the first {@link #SEEN}
     * @param count how many there are
     */
    record Line(List<LineEntry> first, int count) implements ClusterMessage {
        public static final int SEEN = 200;

        /** @param handoff see {@link Item} */
        public record LineEntry(ConversationId conversation, long handoff, Instant since) {}
    }

    /**
     * @param agents all that the router has ever known, by id, {@link #PAGE} at a time
     * @param demands the largest, at most {@link #MAX_DEMANDS}
     * @param more whether there are agents after these
     */
    record Overview(List<AgentStatus> agents, List<Demand> demands, boolean more) implements ClusterMessage {
        public static final int PAGE = 100;
        public static final int MAX_DEMANDS = 30;
    }

    /** How many wait for the same skills, and since when the first of them has waited. */
    record Demand(List<String> skills, int waiting, Instant oldestSince) {}

    /** @param expectedWaitSeconds null while there is nothing to estimate it from */
    record Position(ConversationId conversation, int position, @Nullable Long expectedWaitSeconds)
            implements ClusterMessage {}

    // ---- events ----

    /** The journal holds the names: classes may be renamed, names may not. */
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
        @JsonSubTypes.Type(name = "return-confirmed", value = ReturnConfirmed.class),
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

    /** Ended without a refusal: the customer left, or the agent went away before answering. */
    record ReservationWithdrawn(String reservation, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.endedWithoutAcceptance(reservation, false, at);
        }
    }

    /** The conversation has confirmed that the agent holds its turn. */
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

    /** The conversation has confirmed that its vanished agent no longer holds its turn. */
    record ReturnConfirmed(ConversationId conversation, long handoff, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.returnConfirmed(this);
        }
    }

    /** The conversation no longer needs anybody: it is resolved, back with the bot, or has refused the assignment. */
    record ItemLeft(ConversationId conversation, long handoff, Instant at) implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.left(this);
        }
    }

    record AgentPresenceSet(AgentProfile agent, Presence presence, @Nullable String reason, Instant at)
            implements Event {
        @Override
        public RouterState applyTo(RouterState before) {
            return before.presenceSet(this);
        }
    }
}
