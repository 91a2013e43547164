package io.parley.edge.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.edge.api.agents.AgentView;
import io.parley.edge.api.agents.AgentView.PresenceView;
import io.parley.edge.api.conversations.ConversationView;
import io.parley.edge.api.conversations.EntryView;
import io.parley.edge.api.conversations.RoutingViews.ReservationView;
import io.parley.edge.api.conversations.RoutingViews.WaitingView;
import io.parley.routing.Supervision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consoles are shown, as {@code asyncapi.yaml} describes it. */
sealed interface ServerFrame {

    /** All that a desk shows, for consoles that have seen nothing of it. */
    record Reset(State state) implements ServerFrame {}

    record State(
            AgentView agent,
            List<ConversationView> conversations,
            List<ReservationView> reservations,
            List<WaitingView> waiting,
            List<AlarmView> alarms) {}

    record ReservationOffered(ReservationView reservation) implements ServerFrame {}

    record ReservationEnded(String reservation, String outcome) implements ServerFrame {}

    record Assigned(ConversationView conversation) implements ServerFrame {}

    record ConversationChanged(ConversationView conversation) implements ServerFrame {}

    record Message(EntryView entry) implements ServerFrame {}

    record Typing(ConversationId conversation, Conversation.Author author, boolean typing) implements ServerFrame {}

    record Presence(PresenceView presence, int capacity) implements ServerFrame {}

    /** @param waiting the first in line; @param count of all */
    record Queue(List<WaitingView> waiting, int count) implements ServerFrame {}

    record Alarm(AlarmView alarm) implements ServerFrame {}

    /** @param clearedAt null while it lasts */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AlarmView(
            String id,
            Supervision.Kind kind,
            ConversationId conversation,
            Instant since,
            Instant raisedAt,
            @Nullable Instant clearedAt) {

        static AlarmView of(Supervision.Alarm alarm, @Nullable Instant clearedAt) {
            return new AlarmView(
                    alarm.id(), alarm.kind(), alarm.conversation(), alarm.since(), alarm.raisedAt(), clearedAt);
        }
    }
}
