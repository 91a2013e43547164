package io.parley.routing;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Alarms of one tenant: the commands to the supervisor ({@link Command}), the events that can happen ({@link Event}), and the updates for
 * supervisors' desks ({@link Update}).
 */
public interface Supervision {

    /** The reason for an alarm. */
    enum Kind {
        /** A customer has waited for a human for longer than {@code parley.supervision.waiting-too-long}. */
        WAITING_TOO_LONG,
        /** A case was opened because a customer was unhappy several times in a row; lasts until a supervisor acknowledges it. */
        UNHAPPY_CUSTOMER;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Raised once for one wait, or one case, of one conversation.
     *
     * @param id conversation and the number of its event (handoff, case opened), so that raising it again has no effect
     * @param since when the wait began
     */
    record Alarm(String id, Kind kind, ConversationId conversation, Instant since, Instant raisedAt) {

        static String idOf(ConversationId conversation, long event) {
            return conversation.value() + "." + event;
        }
    }

    // ---- commands ----

    sealed interface Command extends ClusterMessage {}

    /** Notifies {@code follower} of every alarm until it ends or unfollows; answered immediately by {@link Alarms}. */
    record Follow(ActorRef<Update> follower) implements Command {}

    record Unfollow(ActorRef<Update> follower) implements Command {}

    /**
     * A conversation has opened a case; confirmed each time by {@link SupervisorEntity.Dependencies#caseKnown}.
     *
     * @param openedAs the event's sequence number in the conversation
     */
    record ReportCase(ConversationId conversation, long openedAs, Instant since) implements Command {}

    /** A supervisor deals with it, which clears the alarm. Only for cases, because a wait ends by itself. */
    record Acknowledge(String alarm, AgentId by, ActorRef<StatusReply<Alarms>> replyTo) implements Command {}

    /** The router's answer to the supervisor's request for the line. */
    record LineSeen(Routing.Line line) implements Command {}

    /** Wakes a tenant's supervisor, which then asks for the line. */
    enum Tick implements Command {
        LOOK
    }

    // ---- updates ----

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "alarms", value = Alarms.class),
        @JsonSubTypes.Type(name = "alarm-changed", value = AlarmChanged.class)
    })
    sealed interface Update extends ClusterMessage {}

    /**
     * The alarms that are still raised, oldest first.
     *
     * @param alarms the first {@link #MAX_COUNT}
     * @param more whether there are others
     */
    record Alarms(List<Alarm> alarms, boolean more) implements Update {
        public static final int MAX_COUNT = 200;

        static Alarms of(List<Alarm> lasting) {
            return new Alarms(
                    List.copyOf(lasting.subList(0, Math.min(lasting.size(), MAX_COUNT))), lasting.size() > MAX_COUNT);
        }
    }

    /** @param clearedAt null while it is still raised */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AlarmChanged(Alarm alarm, @Nullable Instant clearedAt) implements Update {}

    // ---- events ----

    /** The journal holds the names: classes may be renamed, names may not. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "alarm-raised", value = AlarmRaised.class),
        @JsonSubTypes.Type(name = "alarm-cleared", value = AlarmCleared.class),
        @JsonSubTypes.Type(name = "alarm-acknowledged", value = AlarmAcknowledged.class)
    })
    sealed interface Event {
        Instant at();

        SupervisorState applyTo(SupervisorState before);
    }

    record AlarmRaised(Alarm alarm, Instant at) implements Event {
        @Override
        public SupervisorState applyTo(SupervisorState before) {
            return before.with(alarm);
        }
    }

    record AlarmCleared(String alarm, Instant at) implements Event {
        @Override
        public SupervisorState applyTo(SupervisorState before) {
            return before.without(alarm);
        }
    }

    record AlarmAcknowledged(String alarm, AgentId by, Instant at) implements Event {
        @Override
        public SupervisorState applyTo(SupervisorState before) {
            return before.acknowledged(alarm);
        }
    }
}
