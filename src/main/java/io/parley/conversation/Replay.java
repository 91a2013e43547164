package io.parley.conversation;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides a recorded conversation's turns again, on their recorded basis, to compare another version of the bot, its articles or its forms.
 */
public final class Replay {

    /**
     * One turn.
     *
     * @param sequence of the recorded answer
     * @param recorded the events the decision led to then
     * @param again those it would lead to now; null if the bot would first ask another system something that was not asked then
     */
    public record Compared(long sequence, List<Conversation.Event> recorded, @Nullable List<Conversation.Event> again) {
        /** Whether both decisions led to the same events. */
        public boolean same() {
            return recorded.equals(again);
        }
    }

    private Replay() {}

    /**
     * @param events in order, starting with the first
     * @param decide the bot's decision for a turn from a recorded basis; empty if the basis lacks something
     * @return the turns that have a basis, in order
     */
    public static List<Compared> of(
            TenantId tenant,
            ConversationId conversation,
            List<Conversation.Event> events,
            BiFunction<Turn, Basis, Optional<Decision>> decide) {
        List<Compared> turns = new ArrayList<>();
        ConversationState state = ConversationState.EMPTY;
        for (int i = 0; i < events.size(); i++) {
            Conversation.Event event = events.get(i);
            if (event instanceof Conversation.BotAnswered answered && answered.basis() != null) {
                Basis basis = answered.basis();
                ConversationState before = state;
                List<Conversation.Event> recorded =
                        events.subList(i, Math.min(events.size(), i + consequences(events, i)));
                turns.add(new Compared(
                        i + 1,
                        List.copyOf(recorded),
                        decide.apply(before.botTurn(tenant, conversation, answered.turn(), basis.now()), basis)
                                .map(decision ->
                                        ConversationDecider.answered(before, answered.turn(), decision, answered.at()))
                                .orElse(null)));
            }
            state = event.applyTo(state);
        }
        return turns;
    }

    /** Returns how many events belong to the answer at an index, itself included: they were stored with it. */
    private static int consequences(List<Conversation.Event> events, int answer) {
        int count = 1;
        while (answer + count < events.size()
                && (events.get(answer + count) instanceof Conversation.CaseOpened
                        || events.get(answer + count) instanceof Conversation.HandedOff)) {
            count++;
        }
        return count;
    }
}
