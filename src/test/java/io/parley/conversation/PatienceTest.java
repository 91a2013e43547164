package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ClusterMessage;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Asking a customer for patience. */
class PatienceTest extends ConversationDecisions {

    @Test
    void asksForPatienceOnceTheTurnHasWaitedForLongInTheLanguageOfTheConversation() {
        ConversationState english = after(receive(new Step(1, 1, 0)));
        assertThat(patience(english, NOW.plusSeconds(7))).isEmpty();
        assertThat(patience(english, NOW.plusSeconds(8))).singleElement().satisfies(event -> {
            Conversation.PatienceAsked asked = (Conversation.PatienceAsked) event;
            assertThat(asked.turn()).isEqualTo(2);
            assertThat(Content.plainText(asked.contents())).isEqualTo(words(Language.EN));
        });
        ConversationState chinese = after(new Conversation.Receive(
                Asker.unproven(WEB),
                "m1",
                1,
                List.of(new Content.Text("我的订单到哪里了")),
                null,
                new Conversation.Opening(new CustomerId("k1"), 1, null, Receipts.NONE, null),
                null));
        assertThat(patience(chinese, NOW.plusSeconds(8))).singleElement().satisfies(event -> assertThat(
                        Content.plainText(((Conversation.PatienceAsked) event).contents()))
                .isEqualTo(words(Language.ZH)));
    }

    @Test
    void asksForPatienceAgainOnlyInALaterTurnAndNotSoon() {
        ConversationState asked = patient(after(receive(new Step(1, 1, 0))));
        assertThat(patience(asked, NOW.plus(Duration.ofHours(1)))).isEmpty();
        ConversationState more = ConversationDecider.after(
                asked, decide(asked, receive(new Step(1, 2, 0))).events());
        assertThat(patience(more, NOW.plus(Duration.ofHours(1)))).isEmpty();

        ConversationState answered = ConversationDecider.after(
                more,
                decide(more, new Conversation.BotDecided(more.asking(), decision(null, null)))
                        .events());
        assertThat(answered.summary(ID).unanswered()).isFalse();
        ConversationState next = ConversationDecider.after(
                answered, decide(answered, receive(new Step(1, 3, 0))).events());
        assertThat(patience(next, NOW.plusSeconds(127))).isEmpty();
        assertThat(patience(next, NOW.plusSeconds(128))).hasSize(1);
    }

    @Test
    void asksForNoPatienceWhereTheBotHasNothingToDecide() {
        Command wrote = receive(new Step(1, 1, 0));
        Handoff human = new Handoff(HandoffReason.REQUESTED, "a human", List.of());
        ActionCall call = new ActionCall("cancel", Map.of(), "k");
        Command begins = new Conversation.BotDecided(2, new BeginAction(call, UNDERSTOOD, List.of(), NOW));
        Command done = new Conversation.ActionEnded(3, new ActionResult(call, "done", Map.of()));
        Instant late = NOW.plus(Duration.ofHours(1));
        assertThat(patience(ConversationState.EMPTY, late)).isEmpty();
        assertThat(patience(after(wrote, says(Memory.EMPTY, null)), late)).isEmpty();
        assertThat(patience(after(wrote, says(Memory.EMPTY, human)), late)).isEmpty();
        assertThat(patience(after(wrote, begins), late)).as("a slow shop").isEmpty();
        assertThat(patience(after(wrote, begins, done), late)).as("a busy bot").hasSize(1);
    }

    @Test
    void doesNotTakeAskingForPatienceForAnAnswer() {
        ConversationState asked = patient(after(receive(new Step(1, 1, 0))));
        Conversation.EndIfSilent silence = new Conversation.EndIfSilent(
                Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), REOPEN_WITHIN, null);
        Decided<Event, ClusterMessage> underWay =
                ConversationDecider.decide(asked, silence, NOW.plus(Duration.ofDays(9)), ID);
        assertThat(underWay.events()).isEmpty();
        assertThat(underWay.reply()).isEqualTo(new Conversation.Expiry(null));
        assertThat(decide(asked, leave(Conversation.Cause.CONFIRMED)).events()).isEmpty();
        List<Event> handedOff = decide(
                        asked, says(Memory.EMPTY, new Handoff(HandoffReason.REQUESTED, "a human", List.of())))
                .events();
        assertThat(ConversationDecider.after(asked, handedOff).owner()).isEqualTo(Conversation.Owner.QUEUE);
    }

    private static ConversationState patient(ConversationState state) {
        List<Event> events = patience(state, NOW.plus(PATIENCE_AFTER));
        assertThat(events).hasSize(1);
        return ConversationDecider.after(state, events);
    }
}
