package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.OwnerKind;
import io.parley.dialogue.Fallback;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Complaint;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.bot.Understood;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.routing.Routing;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds whatever anybody does in whatever order. */
class ConversationDeciderTest {

    private static final ConversationId ID = new ConversationId("c1");
    private static final ChannelAddress WEB = new ChannelAddress("webchat", "webchat-demo", "dl_1");
    private static final ChannelAddress PHONE = new ChannelAddress("generic", "generic-demo", "+86 100");
    private static final LocalizedText NAME = LocalizedText.of("专席", "Desk");

    /** A way through a conversation; what it does at each step also depends on the state, so that much of it has an effect. */
    private record Step(int what, int which, int seconds) {}

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
                // Nothing is remembered of a wish to leave by which nothing ended.
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

    // ---- the customer leaves ----

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static final Understood UNDERSTOOD =
            new Understood(Language.ZH, List.of(), true, Emotion.NEUTRAL, 0, List.of(), "");
    private static final Duration REOPEN_WITHIN = Duration.ofHours(2);

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
        // The bot begins without what led to the handoff, or it would hand off again at once.
        ConversationState ended = ConversationDecider.after(waits, events);
        ConversationState again = ConversationDecider.after(
                ended,
                ConversationDecider.decide(ended, receive(new Step(1, 2, 0)), late, ID)
                        .events());
        assertThat(again.memory().notUnderstood()).isZero();
        assertThat(again.asking()).isEqualTo(again.sequence());
    }

    // ---- the router ----

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

    // ---- returned to the bot ----

    private static final AgentId HOLDER = new AgentId("a1");

    private static final Conversation.EndIfSilent SILENCE = new Conversation.EndIfSilent(
            Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), REOPEN_WITHIN, null);

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

    /** With an agent, to whom the customer has written message 2. */
    private static ConversationState held() {
        return after(
                receive(new Step(1, 1, 0)),
                says(Memory.EMPTY, new Handoff(HandoffReason.REQUESTED, "a human", List.of())),
                new Conversation.RouterReported(new Routing.Assigned(4, HOLDER, NAME)),
                receive(new Step(1, 2, 0)));
    }

    private static Conversation.PostMessage post(Conversation.Visibility visibility) {
        List<Content> contents = List.of(new Content.Text("from the desk"));
        return new Conversation.PostMessage(HOLDER, NAME, "p1", contents.hashCode(), visibility, contents, null);
    }

    private static ConversationState next(ConversationState state, Command command, Instant at) {
        return ConversationDecider.after(
                state, ConversationDecider.decide(state, command, at, ID).events());
    }

    // ---- the same message again ----

    /** After a crash Kafka may give hundreds of records once more, and all of them may be of one conversation. */
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

    // ---- patience ----

    private static final Duration PATIENCE_AFTER = Duration.ofSeconds(8);

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

    private static List<Event> patience(ConversationState state, Instant at) {
        return ConversationDecider.decide(state, new Conversation.AskForPatience(PATIENCE_AFTER), at, ID)
                .events();
    }

    private static ConversationState patient(ConversationState state) {
        List<Event> events = patience(state, NOW.plus(PATIENCE_AFTER));
        assertThat(events).hasSize(1);
        return ConversationDecider.after(state, events);
    }

    private static String words(Language language) {
        return Content.plainText(Fallback.botBusy(language));
    }

    private static Conversation.@Nullable Ending ending(Conversation.Cause cause, Command... before) {
        List<Event> events = decide(after(before), leave(cause)).events();
        return events.isEmpty() ? null : ((Conversation.ConversationEnded) events.get(0)).ending();
    }

    private static Conversation.Leave leave(Conversation.Cause cause) {
        return new Conversation.Leave(Asker.unproven(WEB), "end", cause, REOPEN_WITHIN, null);
    }

    private static Decided<Event, ClusterMessage> decide(ConversationState state, Command command) {
        return ConversationDecider.decide(state, command, NOW, ID);
    }

    private static ConversationState after(Command... commands) {
        ConversationState state = ConversationState.EMPTY;
        for (Command command : commands) {
            state = ConversationDecider.after(state, decide(state, command).events());
        }
        return state;
    }

    /** The bot's answer to the first message. */
    private static Conversation.BotDecided says(Memory memory, Handoff handoff) {
        List<Content> words = List.of(new Content.Text("so it is"));
        return new Conversation.BotDecided(2, new Decision(words, handoff, memory, List.of(), List.of()));
    }

    // ---- walking ----

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

    /** What brings an errand to its end. */
    private static Command done(ConversationErrand errand) {
        if (errand instanceof ConversationErrand.AskBot ask) {
            return new Conversation.BotDecided(ask.from(), decision(null, null));
        } else if (errand instanceof ConversationErrand.Act act) {
            return new Conversation.ActionEnded(act.from(), new ActionResult(act.call(), "done", Map.of()));
        } else if (errand instanceof ConversationErrand.Enqueue enqueue) {
            return new Conversation.RouterReported(
                    new Routing.Queued(enqueue.handoff().sequence()));
        } else if (errand instanceof ConversationErrand.Release release) {
            return new Conversation.RouterReported(new Routing.Released(release.handoff()));
        } else if (errand instanceof ConversationErrand.ReportCase report) {
            return new Conversation.CaseReportConfirmed(report.from());
        }
        ConversationErrand.Deliver deliver = (ConversationErrand.Deliver) errand;
        return new Conversation.GatewayReported(new Delivery.Settled(
                deliver.account(), deliver.replies().get(0).sequence(), Delivery.State.SENT, null));
    }

    private static Command command(ConversationState state, Step step, Instant now) {
        long handoff = state.handoff() == null ? 3 : state.handoff().sequence();
        AgentId agent = new AgentId("a" + step.which() % 2);
        Conversation.Owner owner = state.owner();
        AgentId holder = owner.agent() == null ? agent : owner.agent();
        switch (step.what()) {
            case 0, 1, 2, 3, 4:
                return receive(step);
            case 5, 6:
                return new Conversation.BotDecided(state.asking(), decision(null, null));
            case 7:
                return new Conversation.BotDecided(step.which(), decision(null, null));
            case 8, 9: {
                List<ActionResult> before =
                        state.pinned() == null ? List.of() : state.pinned().results();
                Move begin = new BeginAction(
                        new ActionCall("cancel", Map.of(), "k" + before.size()), UNDERSTOOD, before, now);
                return new Conversation.BotDecided(state.asking(), begin);
            }
            case 10, 11: {
                ConversationState.Pinned pinned = state.pinned();
                long begun = pinned == null || pinned.open() == null
                        ? step.which()
                        : pinned.open().sequence();
                return new Conversation.ActionEnded(
                        begun,
                        new ActionResult(
                                new ActionCall("cancel", Map.of(), "k"),
                                step.which() == 0 ? ActionResult.UNKNOWN : "done",
                                Map.of()));
            }
            case 12:
                return new Conversation.BotDecided(
                        state.asking(),
                        decision(
                                new Handoff(HandoffReason.REQUESTED, "a human", List.of()),
                                step.which() > 3 ? new Complaint("unhappy") : null));
            case 13:
                return new Conversation.RouterReported(
                        step.which() > 1 ? new Routing.Queued(handoff) : new Routing.Released(handoff));
            case 14, 15:
                return new Conversation.RouterReported(new Routing.Assigned(handoff, agent, NAME));
            case 16:
                return new Conversation.RouterReported(new Routing.Returned(handoff, holder));
            case 17: {
                List<Content> contents = List.of(new Content.Text("from the desk " + step.which()));
                return new Conversation.PostMessage(
                        step.which() == 0 ? agent : holder,
                        NAME,
                        "m" + step.which(),
                        contents.hashCode(),
                        step.which() > 3 ? Conversation.Visibility.INTERNAL : Conversation.Visibility.CUSTOMER,
                        contents,
                        null);
            }
            case 18:
                return step.which() > 2
                        ? new Conversation.ReturnToBot(holder, null)
                        : new Conversation.Resolve(holder, Conversation.Disposition.SOLVED, null);
            case 19:
                return new Conversation.Leave(
                        Asker.unproven(step.which() % 2 == 0 ? WEB : PHONE),
                        step.which() > 3 ? null : "e" + step.which(),
                        step.seconds() > 0 ? Conversation.Cause.CONFIRMED : Conversation.Cause.PAGE_CLOSED,
                        Duration.ofHours(2),
                        null);
            case 20, 21:
                return new Conversation.AskForPatience(Duration.ofSeconds(step.which()));
            default: {
                List<ConversationErrand> errands = state.errands();
                if (step.which() == 5) {
                    return new Conversation.EndIfSilent(
                            Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(2), null);
                }
                return errands.isEmpty()
                        ? new Conversation.Rate(step.which(), null)
                        : done(errands.get(step.which() % errands.size()));
            }
        }
    }

    private static Conversation.Receive receive(Step step) {
        List<Content> contents = List.of(new Content.Text("message " + step.which()));
        return new Conversation.Receive(
                Asker.unproven(step.what() > 2 ? PHONE : WEB),
                "m" + step.which() + (step.what() > 1 ? "-" + step.seconds() : ""),
                contents.hashCode(),
                contents,
                null,
                new Conversation.Opening(new CustomerId("k1"), 1, null, Receipts.NONE, null),
                null);
    }

    private static Decision decision(Handoff handoff, Complaint opens) {
        return new Decision(
                List.of(new Content.Text("so it is")),
                handoff,
                opens,
                Memory.EMPTY,
                List.of(),
                new ArrayList<>(),
                false,
                null);
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
