package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.Decided;
import io.parley.TenantId;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The owner of the turn, and the customer's messages while it changes. */
class TurnsTest extends ConversationDecisions {

    @Test
    void answersEachTimeThatItIsBackInLineAndStoresItOnce() {
        AgentId agent = new AgentId("a1");
        ConversationState held = after(
                receive(new Step(1, 1, 0)),
                says(Memory.EMPTY, new Handoff(HandoffReason.REQUESTED, "a human", List.of())),
                new Conversation.RouterReported(new Routing.Assigned(4, agent, NAME)));
        Command returned = new Conversation.RouterReported(new Routing.Returned(4, agent));
        Decided<Event, ClusterMessage> first = decide(held, returned);
        assertThat(first.events()).containsExactly(new Conversation.ReturnedToQueue(agent, NOW));
        assertThat(first.reply()).isEqualTo(new Routing.ReturnAnswered(ID, 4, agent));
        ConversationState waits = ConversationDecider.after(held, first.events());
        for (ConversationState state : List.of(waits, ConversationState.EMPTY)) {
            Decided<Event, ClusterMessage> again = decide(state, returned);
            assertThat(again.events()).isEmpty();
            assertThat(again.reply()).isEqualTo(first.reply());
        }
    }

    @Test
    void isTakenOutOfTheLineAgainWhenALateWishForAPlaceComesAfterItsRelease() {
        AgentId agent = new AgentId("a1");
        Command wrote = receive(new Step(1, 1, 0));
        Command handOff = says(Memory.EMPTY, new Handoff(HandoffReason.REQUESTED, "a human", List.of()));
        Command queued = new Conversation.RouterReported(new Routing.Queued(4));
        Command taken = new Conversation.RouterReported(new Routing.Assigned(4, agent, NAME));
        Command back = new Conversation.ReturnToBot(agent, null);
        Command released = new Conversation.RouterReported(new Routing.Released(4));
        assertThat(decide(after(wrote, handOff), queued).events())
                .containsExactly(new Conversation.ConversationQueued(NOW));
        for (ConversationState expects : List.of(after(wrote, handOff, queued), after(wrote, handOff, taken))) {
            assertThat(decide(expects, queued)).isEqualTo(Decided.nothing());
        }
        for (ConversationState over : List.of(
                ConversationState.EMPTY,
                after(wrote, handOff, leave(Conversation.Cause.CONFIRMED)),
                after(wrote, handOff, taken, back),
                after(wrote, handOff, taken, back, released))) {
            Decided<Event, ClusterMessage> decided = decide(over, queued);
            assertThat(decided.events()).isEmpty();
            assertThat(decided.reply()).isEqualTo(new Routing.Release(ID, 4));
        }
    }

    @Test
    void answersAsOneTurnWhatNobodyHadAnsweredWhenAnAgentReturnedIt() {
        Instant later = NOW.plus(Duration.ofMinutes(20));
        Instant back = NOW.plus(Duration.ofHours(1));
        ConversationState asked = next(held(), receive(new Step(1, 3, 0)), later);
        ConversationState noted = next(asked, post(Conversation.Visibility.INTERNAL), later);
        assertThat(noted.errands()).isEmpty();
        ConversationState returned = next(noted, new Conversation.ReturnToBot(HOLDER, null), back);
        assertThat(returned.asking()).isEqualTo(7);
        assertThat(returned.errands()).contains(new ConversationErrand.AskBot(7));
        assertThat(returned.botTurn(new TenantId("demo"), ID, 7, back).text()).isEqualTo("message 2\nmessage 3");
        assertThat(patience(returned, back.plusSeconds(7))).isEmpty();
        assertThat(patience(returned, back.plusSeconds(8))).hasSize(1);
        assertThat(ConversationDecider.decide(returned, SILENCE, back.plus(Duration.ofDays(1)), ID)
                        .events())
                .isEmpty();
        ConversationState more = next(returned, receive(new Step(1, 4, 0)), back.plusSeconds(5));
        assertThat(more.asking()).isEqualTo(more.sequence());
        ConversationState answered = next(more, new Conversation.BotDecided(more.asking(), decision(null, null)), back);
        assertThat(answered.unanswered()).isEmpty();
    }

    @Test
    void isSilentFromItsReturnOnWhenTheAgentHasAnsweredEverything() {
        Instant back = NOW.plus(Duration.ofHours(1));
        ConversationState replied = next(held(), post(Conversation.Visibility.CUSTOMER), NOW);
        ConversationState returned = next(replied, new Conversation.ReturnToBot(HOLDER, null), back);
        assertThat(returned.errands()).noneMatch(ConversationErrand.AskBot.class::isInstance);
        Instant end = back.plus(Duration.ofMinutes(30));
        Decided<Event, ClusterMessage> early =
                ConversationDecider.decide(returned, SILENCE, back.plus(Duration.ofMinutes(29)), ID);
        assertThat(early.events()).isEmpty();
        assertThat(early.reply()).isEqualTo(new Conversation.Expiry(end));
        assertThat(next(returned, SILENCE, end).status()).isEqualTo(Conversation.Status.RESOLVED);
    }

    @Test
    void keepsForTheBotOnlyTheNewestOfWhatACustomerWritesToPeople() {
        ConversationState waits = after(
                receive(new Step(1, 1, 0)),
                says(Memory.EMPTY, new Handoff(HandoffReason.REQUESTED, "a human", List.of())));
        for (int i = 2; i < 30; i++) {
            waits = next(waits, receive(new Step(1, i, 0)), NOW);
        }
        ConversationState held =
                next(waits, new Conversation.RouterReported(new Routing.Assigned(4, HOLDER, NAME)), NOW);
        ConversationState returned = next(held, new Conversation.ReturnToBot(HOLDER, null), NOW);
        assertThat(returned.unanswered()).hasSize(ConversationState.MAX_PIECES);
        assertThat(returned.asking()).isEqualTo(waits.sequence());
    }

    /** Held by an agent; message 2 from the customer is unanswered. */
    private static ConversationState held() {
        return after(
                receive(new Step(1, 1, 0)),
                says(Memory.EMPTY, new Handoff(HandoffReason.REQUESTED, "a human", List.of())),
                new Conversation.RouterReported(new Routing.Assigned(4, HOLDER, NAME)),
                receive(new Step(1, 2, 0)));
    }

    /** After a crash Kafka may redeliver hundreds of records, all of which may belong to one conversation. */
    @Test
    void storesAMessageOnceAlsoWhenItIsSentAgainAfterAThousandLaterOnes() {
        ConversationState state = ConversationState.EMPTY;
        for (int i = 0; i < 1_500; i++) {
            Decided<Event, ClusterMessage> decided = decide(state, receive(new Step(1, i, 0)));
            state = ConversationDecider.after(state, decided.events());
        }
        Decided<Event, ClusterMessage> again = decide(state, receive(new Step(1, 0, 0)));
        assertThat(again.events()).isEmpty();
        assertThat(again.reply()).isEqualTo(new Conversation.Repeated(new Conversation.Stored(ID, 1, 2, NOW)));
    }
}
