package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ClusterMessage;
import io.parley.Decided;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.OwnerKind;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.bot.Understood;
import io.parley.language.Emotion;
import io.parley.language.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Invariants under any sequence of commands. */
class ConversationDeciderTest extends ConversationDecisions {

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> seconds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 3)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(4, 100_000)));
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.integers().between(0, 22),
                        Arbitraries.integers().between(0, 5),
                        seconds)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 500)
    void numbersHaveNoGaps(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> assertThat(after.sequence())
                .isEqualTo(before.sequence() + decided.events().size()));
    }

    @Property(tries = 200)
    void aRecoveredConversationDecidesLikeTheOneInMemory(@ForAll("steps") List<Step> steps) {
        List<Event> journal = new ArrayList<>();
        Iterator<Step> taken = steps.iterator();
        Instant[] now = {NOW};
        walk(steps, (before, command, decided, after) -> {
            now[0] = now[0].plusSeconds(taken.next().seconds());
            ConversationState recovered = ConversationDecider.after(ConversationState.EMPTY, journal);
            assertThat(recovered).isEqualTo(before);
            Decided<Event, ClusterMessage> again = ConversationDecider.decide(recovered, command, now[0], ID);
            assertThat(again.events()).isEqualTo(decided.events());
            assertThat(again.reply()).isEqualTo(decided.reply());
            assertThat(again.refusal() == null).isEqualTo(decided.refusal() == null);
            journal.addAll(decided.events());
        });
    }

    @Property(tries = 500)
    void theSameMessageAgainGetsTheSameAnswerAndStoresNothing(@ForAll("steps") List<Step> steps) {
        Map<String, ClusterMessage> answers = new HashMap<>();
        walk(steps, (before, command, decided, after) -> {
            String id = messageId(command);
            if (id == null || decided.refusal() != null) {
                return;
            }
            ClusterMessage reply = decided.reply() instanceof Conversation.LeaveResult left
                    ? left.end()
                    : decided.reply() instanceof Conversation.Repeated repeated ? repeated.first() : decided.reply();
            ClusterMessage first = answers.get(id);
            if (first != null) {
                assertThat(reply).isEqualTo(first);
                assertThat(decided.events()).isEmpty();
            } else if (reply instanceof Conversation.Stored stored) {
                // An attempt to leave that ended nothing is not remembered.
                answers.put(id, stored);
            }
        });
    }

    @Property(tries = 500)
    void onlyTheHolderOfTheTurnSpeaks(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            assertThat(after.owner().kind() == OwnerKind.AGENT)
                    .isEqualTo(after.owner().agent() != null);
            for (Event event : decided.events()) {
                if (event instanceof Conversation.BotAnswered
                        || event instanceof Conversation.PatienceAsked
                        || event instanceof Conversation.ActionBegun) {
                    assertThat(before.owner().kind()).isEqualTo(OwnerKind.BOT);
                } else if (event instanceof Conversation.MessagePosted posted
                        && posted.visibility() == Conversation.Visibility.CUSTOMER) {
                    assertThat(before.owner().is(posted.author())).isTrue();
                }
            }
        });
    }

    @Property(tries = 500)
    void aTurnThatHasBegunAnActionIsAnsweredBeforeAnyOther(@ForAll("steps") List<Step> steps) {
        long[] pinned = {0, 0};
        walk(steps, (before, command, decided, after) -> {
            for (Event event : decided.events()) {
                if (event instanceof Conversation.ActionBegun begun) {
                    assertThat(pinned[1]).as("actions that have not ended").isZero();
                    assertThat(pinned[0]).isIn(0L, begun.turn());
                    pinned[0] = begun.turn();
                    pinned[1] = 1;
                } else if (event instanceof Conversation.ActionDone) {
                    pinned[1]--;
                    assertThat(pinned[1]).isZero();
                } else if (event instanceof Conversation.BotAnswered answered) {
                    assertThat(pinned[0]).isIn(0L, answered.turn());
                    pinned[0] = 0;
                }
            }
        });
    }

    @Property(tries = 500)
    void asksForPatienceAtMostOnceATurnAndNotAgainSoon(@ForAll("steps") List<Step> steps) {
        List<Instant> asked = new ArrayList<>();
        boolean[] answered = {true};
        walk(steps, (before, command, decided, after) -> {
            for (Event event : decided.events()) {
                if (event instanceof Conversation.PatienceAsked now) {
                    assertThat(command).isInstanceOf(Conversation.AskForPatience.class);
                    assertThat(answered[0])
                            .as("answered since it was last asked")
                            .isTrue();
                    assertThat(asked).allSatisfy(last -> assertThat(Duration.between(last, now.at()))
                            .isGreaterThanOrEqualTo(ConversationState.PATIENCE_LASTS));
                    asked.add(now.at());
                    answered[0] = false;
                } else if (event instanceof Conversation.BotAnswered) {
                    answered[0] = true;
                }
            }
        });
    }

    @Property(tries = 500)
    void leavesATurnAsItWasWhenItAsksForPatience(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            if (!(command instanceof Conversation.AskForPatience ask)
                    || decided.events().isEmpty()) {
                return;
            }
            assertThat(before.asking()).isNotZero();
            assertThat(before.unanswered().get(0).at().plus(ask.after())).isBeforeOrEqualTo(after.changedAt());
            assertThat(after.asking()).isEqualTo(before.asking());
            assertThat(after.unanswered()).isEqualTo(before.unanswered());
            assertThat(after.pinned()).isEqualTo(before.pinned());
            assertThat(after.memory()).isEqualTo(before.memory());
            assertThat(after.summary(ID).unanswered()).isTrue();
            assertThat(after.summary(ID).lastMessage().from()).isEqualTo("bot");
        });
    }

    @Property(tries = 500)
    void withoutErrandsNothingIsPending(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            boolean pending = after.turn() != 0
                    || after.work() != null
                    || after.unreported() != null
                    || !after.outbox().isEmpty()
                    || (after.pinned() != null && after.pinned().open() != null);
            assertThat(after.errands().isEmpty()).isEqualTo(!pending);
        });
    }

    @Property(tries = 500)
    void anEndedConversationHoldsNoWork(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            assertThat(after.status() == Conversation.Status.RESOLVED).isEqualTo(after.ended() != null);
            if (after.ended() == null) {
                return;
            }
            assertThat(after.owner()).isEqualTo(Conversation.Owner.NOBODY);
            assertThat(after.turn()).isZero();
            assertThat(after.pinned()).isNull();
            assertThat(after.errands())
                    .noneMatch(errand -> errand instanceof ConversationErrand.AskBot
                            || errand instanceof ConversationErrand.Act
                            || errand instanceof ConversationErrand.Enqueue);
        });
    }

    @Property(tries = 500)
    void onlyAnAgentEndsWhatIsUnderWayOrHeldByOne(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            for (Event event : decided.events()) {
                if (event instanceof Conversation.ConversationEnded ended
                        && ended.cause() != Conversation.Cause.AGENT) {
                    assertThat(before.owner().kind()).isIn(OwnerKind.BOT, OwnerKind.QUEUE);
                    assertThat(before.turn()).isZero();
                    assertThat(before.pinned()).isNull();
                    assertThat(ended.ending() == Conversation.Ending.LEFT_IN_QUEUE)
                            .isEqualTo(before.owner().kind() == OwnerKind.QUEUE);
                    assertThat(ended.reopenUntil()).isNotNull();
                }
            }
        });
    }

    @Property(tries = 500)
    void aCustomerWhoWritesSoonAfterTheEndGoesOnWithTheBot(@ForAll("steps") List<Step> steps) {
        ConversationState state = walk(steps, (before, command, decided, after) -> {});
        ConversationState.Ended ended = state.ended();
        if (ended == null || ended.reopenUntil() == null) {
            return;
        }
        Command again = receive(new Step(1, 6, 0));
        Decided<Event, ClusterMessage> soon = ConversationDecider.decide(state, again, ended.at(), ID);
        ConversationState after = ConversationDecider.after(state, soon.events());
        assertThat(after.owner()).isEqualTo(Conversation.Owner.BOT);
        assertThat(after.errands()).anyMatch(ConversationErrand.AskBot.class::isInstance);
        Decided<Event, ClusterMessage> late = ConversationDecider.decide(state, again, ended.reopenUntil(), ID);
        assertThat(late.reply()).isInstanceOf(Conversation.AlreadyOver.class);
    }

    @Property(tries = 300)
    void errandsComeToAnEndOnceTheOutsideDoesThem(@ForAll("steps") List<Step> steps) {
        ConversationState state = walk(steps, (before, command, decided, after) -> {});
        for (int round = 0; round < 200 && !state.errands().isEmpty(); round++) {
            ConversationErrand errand = state.errands().get(0);
            Decided<Event, ClusterMessage> decided =
                    ConversationDecider.decide(state, done(errand), state.changedAt(), ID);
            assertThat(decided.events()).as("the end of %s", errand).isNotEmpty();
            state = ConversationDecider.after(state, decided.events());
        }
        assertThat(state.errands()).isEmpty();
    }

    @Test
    void aTurnWithAnActionIsReplayedFromWhatItWasDecidedFrom() {
        Instant at = Instant.parse("2026-11-21T08:00:00Z");
        ActionCall call = new ActionCall("cancel", Map.of(), "k");
        ActionResult result = new ActionResult(call, "cancelled", Map.of());
        Basis basis = new Basis(
                at,
                new Understood(Language.EN, List.of(), false, Emotion.NEUTRAL, 0, List.of(), ""),
                List.of(result),
                "v1",
                null,
                List.of());
        Decision decided = new Decision(
                List.of(new Content.Text("it is cancelled")),
                null,
                null,
                Memory.EMPTY,
                List.of(),
                List.of(),
                false,
                basis);
        List<Command> commands = List.of(
                receive(new Step(1, 1, 0)),
                new Conversation.BotDecided(2, new BeginAction(call, UNDERSTOOD, List.of(), at)),
                receive(new Step(1, 2, 0)),
                new Conversation.ActionEnded(3, result),
                new Conversation.BotDecided(5, decided));
        List<Event> events = new ArrayList<>();
        for (Command command : commands) {
            ConversationState state = ConversationDecider.after(ConversationState.EMPTY, events);
            events.addAll(ConversationDecider.decide(state, command, at, ID).events());
        }
        List<Turn> turns = new ArrayList<>();
        List<Replay.Compared> replayed = Replay.of(new TenantId("demo"), ID, events, (turn, from) -> {
            turns.add(turn);
            return from.results().equals(List.of(result)) ? Optional.of(decided) : Optional.empty();
        });
        assertThat(replayed).singleElement().satisfies(turn -> assertThat(turn.same())
                .isTrue());
        assertThat(turns).singleElement().satisfies(turn -> {
            assertThat(turn.text()).isEqualTo("message 1");
            assertThat(turn.number()).isEqualTo(2);
            assertThat(turn.now()).isEqualTo(at);
        });
    }

    private interface Look {
        void at(
                ConversationState before,
                Command command,
                Decided<Event, ClusterMessage> decided,
                ConversationState after);
    }

    private static ConversationState walk(List<Step> steps, Look look) {
        ConversationState state = ConversationState.EMPTY;
        Instant now = NOW;
        for (Step step : steps) {
            now = now.plusSeconds(step.seconds());
            Command command = command(state, step, now);
            Decided<Event, ClusterMessage> decided = ConversationDecider.decide(state, command, now, ID);
            ConversationState after = ConversationDecider.after(state, decided.events());
            look.at(state, command, decided, after);
            state = after;
        }
        return state;
    }

    private static String messageId(Command command) {
        if (command instanceof Conversation.Receive receive) {
            return "customer/" + receive.clientMessageId();
        }
        if (command instanceof Conversation.Leave leave) {
            return leave.clientMessageId() == null ? null : "customer/" + leave.clientMessageId();
        }
        return command instanceof Conversation.PostMessage post
                ? ConversationState.postedBy(post.author(), post.clientMessageId())
                : null;
    }
}
