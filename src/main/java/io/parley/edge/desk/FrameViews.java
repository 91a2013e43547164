package io.parley.edge.desk;

import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.desk.ServerFrame;
import io.parley.edge.api.agents.AgentView;
import io.parley.edge.api.agents.AgentView.PresenceView;
import io.parley.edge.api.conversations.ConversationView;
import io.parley.edge.api.conversations.EntryView;
import io.parley.edge.api.conversations.RoutingViews.ReservationView;
import io.parley.edge.api.conversations.RoutingViews.WaitingView;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What consoles are shown, as {@code asyncapi.yaml} describes it. */
final class FrameViews {

    /** @param view its fields besides those that all frames have */
    record Typed(String type, View view) {}

    sealed interface View {}

    record ResetView(StateView state) implements View {}

    record StateView(
            AgentView agent,
            List<ConversationView> conversations,
            List<ReservationView> reservations,
            List<WaitingView> waiting,
            List<AlarmView> alarms) {}

    record OfferedView(ReservationView reservation) implements View {}

    record OfferEndedView(String reservation, String outcome) implements View {}

    record ChangedView(ConversationView conversation) implements View {}

    record MessageView(EntryView entry) implements View {}

    record TypingView(ConversationId conversation, Conversation.Author author, boolean typing) implements View {}

    record AgentPresenceView(PresenceView presence, int capacity) implements View {}

    /** @param waiting the first in line; @param count of all */
    record QueueView(List<WaitingView> waiting, int count) implements View {}

    record AlarmChangedView(AlarmView alarm) implements View {}

    /** @param clearedAt null while it lasts */
    record AlarmView(
            String id,
            Supervision.Kind kind,
            ConversationId conversation,
            Instant since,
            Instant raisedAt,
            @Nullable Instant clearedAt) {}

    private FrameViews() {}

    static Typed of(ServerFrame frame) {
        if (frame instanceof ServerFrame.Reset reset) {
            return new Typed("reset", new ResetView(state(reset.state())));
        } else if (frame instanceof ServerFrame.ReservationOffered offered) {
            return new Typed("reservation-offered", new OfferedView(offer(offered.offer())));
        } else if (frame instanceof ServerFrame.ReservationEnded ended) {
            return new Typed(
                    "reservation-ended",
                    new OfferEndedView(
                            ended.reservation(), ended.outcome().name().toLowerCase(Locale.ROOT)));
        } else if (frame instanceof ServerFrame.Assigned assigned) {
            return new Typed("assigned", new ChangedView(ConversationView.of(assigned.conversation())));
        } else if (frame instanceof ServerFrame.ConversationChanged changed) {
            return new Typed("conversation-changed", new ChangedView(ConversationView.of(changed.conversation())));
        } else if (frame instanceof ServerFrame.Message message) {
            return new Typed(
                    "message",
                    new MessageView(EntryView.of(message.conversation(), message.sequence(), message.event())));
        } else if (frame instanceof ServerFrame.Typing typing) {
            return new Typed("typing", new TypingView(typing.conversation(), typing.author(), typing.typing()));
        } else if (frame instanceof ServerFrame.Presence presence) {
            return new Typed(
                    "presence",
                    new AgentPresenceView(
                            PresenceView.of(presence.status()),
                            presence.status().capacity()));
        } else if (frame instanceof ServerFrame.Queue queue) {
            return new Typed(
                    "queue",
                    new QueueView(
                            waiting(queue.queue().waiting()), queue.queue().count()));
        } else if (frame instanceof ServerFrame.Alarm alarm) {
            return new Typed("alarm", new AlarmChangedView(alarm(alarm.alarm(), alarm.clearedAt())));
        }
        throw new IllegalArgumentException("no view for " + frame.getClass().getSimpleName());
    }

    private static StateView state(ServerFrame.State state) {
        return new StateView(
                AgentView.of(state.agent(), PresenceView.of(state.presence())),
                state.conversations().stream().map(ConversationView::of).toList(),
                state.offers().stream().map(FrameViews::offer).toList(),
                waiting(state.waiting()),
                state.alarms().stream().map(alarm -> alarm(alarm, null)).toList());
    }

    private static ReservationView offer(ServerFrame.Offer offer) {
        return ReservationView.of(offer.reservation(), offer.conversation(), offer.agent());
    }

    private static List<WaitingView> waiting(List<Routing.Waiting> line) {
        return line.stream().map(WaitingView::of).toList();
    }

    private static AlarmView alarm(Supervision.Alarm alarm, @Nullable Instant clearedAt) {
        return new AlarmView(
                alarm.id(), alarm.kind(), alarm.conversation(), alarm.since(), alarm.raisedAt(), clearedAt);
    }
}
