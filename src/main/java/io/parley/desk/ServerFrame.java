package io.parley.desk;

import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory.Agent;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consoles are shown. */
public sealed interface ServerFrame {

    /** All that a desk shows, for consoles that have seen nothing of it. */
    record Reset(State state) implements ServerFrame {}

    record State(
            Agent agent,
            Routing.AgentStatus presence,
            List<Conversation.Summary> conversations,
            List<Offer> offers,
            List<Routing.Waiting> waiting,
            List<Supervision.Alarm> alarms) {}

    /** A reservation with what the agent needs to know before accepting it. */
    record Offer(Routing.Reservation reservation, Conversation.Summary conversation, Agent agent) {}

    record ReservationOffered(Offer offer) implements ServerFrame {}

    record ReservationEnded(String reservation, Routing.Outcome outcome) implements ServerFrame {}

    record Assigned(Conversation.Summary conversation) implements ServerFrame {}

    record ConversationChanged(Conversation.Summary conversation) implements ServerFrame {}

    record Message(ConversationId conversation, long sequence, Conversation.Event event) implements ServerFrame {}

    record Typing(ConversationId conversation, Conversation.Author author, boolean typing) implements ServerFrame {}

    record Presence(Routing.AgentStatus status) implements ServerFrame {}

    record Queue(Routing.QueueView queue) implements ServerFrame {}

    /** @param clearedAt null while it lasts */
    record Alarm(Supervision.Alarm alarm, @Nullable Instant clearedAt) implements ServerFrame {}
}
