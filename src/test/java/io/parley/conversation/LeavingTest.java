package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.Decided;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Endings other than by an agent: by the customer's word or by silence. */
class LeavingTest extends ConversationDecisions {

    @Test
    void endsByTheCustomersWordOnceTheBotHasAnswered() {
        assertThat(ending(Conversation.Cause.CONFIRMED, receive(new Step(1, 1, 0))))
                .isNull();
        assertThat(ending(Conversation.Cause.CONFIRMED, receive(new Step(1, 1, 0)), says(Memory.EMPTY, null)))
                .isEqualTo(Conversation.Ending.ANSWERED);
        Memory lost = new Memory(Language.EN, 1, List.of());
        assertThat(ending(Conversation.Cause.PAGE_CLOSED, receive(new Step(1, 1, 0)), says(lost, null)))
                .isEqualTo(Conversation.Ending.ABANDONED_IN_BOT);
    }

    @Test
    void isLeftInTheQueueByACustomerWhoWaitsButNotTakenFromAnAgent() {
        Handoff human = new Handoff(HandoffReason.REQUESTED, "a human", List.of());
        Command wish = receive(new Step(1, 1, 0));
        Command handOff = says(Memory.EMPTY, human);
        Command taken = new Conversation.RouterReported(new Routing.Assigned(4, new AgentId("a1"), NAME));
        assertThat(ending(Conversation.Cause.PAGE_CLOSED, wish, handOff)).isEqualTo(Conversation.Ending.LEFT_IN_QUEUE);
        assertThat(ending(Conversation.Cause.CONFIRMED, wish, handOff)).isEqualTo(Conversation.Ending.LEFT_IN_QUEUE);
        assertThat(ending(Conversation.Cause.CONFIRMED, wish, handOff, taken)).isNull();
    }

    @Test
    void staysInTheQueueUntilSomebodyHasFoundOutWhatBecameOfAnAction() {
        ActionCall call = new ActionCall("cancel", Map.of(), "k");
        Command[] unknown = {
            receive(new Step(1, 1, 0)),
            new Conversation.BotDecided(2, new BeginAction(call, UNDERSTOOD, List.of(), NOW)),
            new Conversation.ActionEnded(3, new ActionResult(call, ActionResult.UNKNOWN, Map.of())),
            new Conversation.BotDecided(
                    4, decision(new Handoff(HandoffReason.ACTION_FAILED, "cancelled?", List.of()), null))
        };
        assertThat(after(unknown).owner()).isEqualTo(Conversation.Owner.QUEUE);
        assertThat(ending(Conversation.Cause.PAGE_CLOSED, unknown)).isNull();
        assertThat(ending(Conversation.Cause.CONFIRMED, unknown)).isNull();
        Conversation.EndIfSilent silence = new Conversation.EndIfSilent(
                Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), REOPEN_WITHIN, null);
        assertThat(ConversationDecider.decide(after(unknown), silence, NOW.plus(Duration.ofDays(9)), ID)
                        .events())
                .isEmpty();
    }

    @Test
    void staysWithTheBotUntilSomebodyHasFoundOutWhatBecameOfAnAction() {
        ActionCall call = new ActionCall("cancel", Map.of(), "k");
        Command[] unknown = {
            receive(new Step(1, 1, 0)),
            new Conversation.BotDecided(2, new BeginAction(call, UNDERSTOOD, List.of(), NOW)),
            new Conversation.ActionEnded(3, new ActionResult(call, ActionResult.UNKNOWN, Map.of())),
            new Conversation.BotDecided(4, decision(null, null))
        };
        assertThat(after(unknown).owner()).isEqualTo(Conversation.Owner.BOT);
        assertThat(ending(Conversation.Cause.CONFIRMED, unknown)).isNull();
        Conversation.EndIfSilent silence = new Conversation.EndIfSilent(
                Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), REOPEN_WITHIN, null);
        assertThat(ConversationDecider.decide(after(unknown), silence, NOW.plus(Duration.ofDays(9)), ID)
                        .events())
                .isEmpty();
    }

    @Test
    void doesNotEndBecauseAnotherChannelsPageIsClosed() {
        Command wrote = receive(new Step(3, 1, 0));
        assertThat(ending(Conversation.Cause.PAGE_CLOSED, wrote, says(Memory.EMPTY, null)))
                .isNull();
        assertThat(ending(Conversation.Cause.CONFIRMED, wrote, says(Memory.EMPTY, null)))
                .isEqualTo(Conversation.Ending.ANSWERED);
    }

    @Test
    void endsOnceForOneWordOfTheCustomerThatComesLateAgain() {
        Conversation.Leave leave = leave(Conversation.Cause.CONFIRMED);
        ConversationState ended = after(receive(new Step(1, 1, 0)), says(Memory.EMPTY, null), leave);
        Conversation.LeaveResult first = new Conversation.LeaveResult(new Conversation.Stored(ID, 1, 4, NOW));
        ConversationState goesOn = ConversationDecider.after(
                ended, decide(ended, receive(new Step(1, 2, 0))).events());
        ConversationState answered = ConversationDecider.after(
                goesOn,
                decide(goesOn, new Conversation.BotDecided(goesOn.asking(), decision(null, null)))
                        .events());
        for (ConversationState state : List.of(ended, goesOn, answered)) {
            Decided<Event, ClusterMessage> again = decide(state, leave);
            assertThat(again.events()).isEmpty();
            assertThat(again.reply()).isEqualTo(first);
        }
        assertThat(decide(answered, leave(Conversation.Cause.PAGE_CLOSED)).refusal())
                .isNotNull();
    }

    @Test
    void triesAgainToEndForTheSameWordOfTheCustomerWhenNothingEndedByIt() {
        Conversation.Leave leave = leave(Conversation.Cause.CONFIRMED);
        ConversationState underWay = after(receive(new Step(1, 1, 0)));
        Decided<Event, ClusterMessage> early = decide(underWay, leave);
        assertThat(early.events()).isEmpty();
        assertThat(early.reply()).isEqualTo(new Conversation.LeaveResult(null));
        ConversationState answered = ConversationDecider.after(
                underWay, decide(underWay, says(Memory.EMPTY, null)).events());
        Decided<Event, ClusterMessage> again = decide(answered, leave);
        assertThat(again.reply()).isEqualTo(new Conversation.LeaveResult(new Conversation.Stored(ID, 1, 4, NOW)));
        Decided<Event, ClusterMessage> onceMore = decide(ConversationDecider.after(answered, again.events()), leave);
        assertThat(onceMore.events()).isEmpty();
        assertThat(onceMore.reply()).isEqualTo(again.reply());
    }

    @Test
    void leavesTheQueueBySilenceAfterThreeDays() {
        Conversation.EndIfSilent silence = new Conversation.EndIfSilent(
                Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), REOPEN_WITHIN, null);
        Memory twice = new Memory(Language.EN, 2, List.of());
        ConversationState waits = after(
                receive(new Step(1, 1, 0)), says(twice, new Handoff(HandoffReason.NOT_UNDERSTOOD, "lost", List.of())));
        Decided<Event, ClusterMessage> early =
                ConversationDecider.decide(waits, silence, NOW.plus(Duration.ofHours(71)), ID);
        assertThat(early.events()).isEmpty();
        assertThat(early.reply()).isEqualTo(new Conversation.Expiry(NOW.plus(Duration.ofHours(72))));
        Instant late = NOW.plus(Duration.ofHours(72));
        List<Event> events =
                ConversationDecider.decide(waits, silence, late, ID).events();
        assertThat(events)
                .containsExactly(new Conversation.ConversationEnded(
                        Conversation.Ending.LEFT_IN_QUEUE,
                        Conversation.Cause.SILENCE,
                        null,
                        null,
                        null,
                        late.plus(REOPEN_WITHIN),
                        late));
        // The bot begins without the context of the handoff, or it would hand off again immediately.
        ConversationState ended = ConversationDecider.after(waits, events);
        ConversationState again = ConversationDecider.after(
                ended,
                ConversationDecider.decide(ended, receive(new Step(1, 2, 0)), late, ID)
                        .events());
        assertThat(again.memory().notUnderstood()).isZero();
        assertThat(again.asking()).isEqualTo(again.sequence());
    }
}
