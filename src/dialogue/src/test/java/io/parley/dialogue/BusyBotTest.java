package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.forms.FakeShop;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.LanguageEngine;
import io.parley.language.annotation.Annotators;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More turns than the bot can decide, and one that it does not decide in time, are told apart from a bot that is broken. */
class BusyBotTest {

    private static final Turn GREETING = saying("Hello");
    private static final String ORDER = "where is my order 10001";
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final BotThreads threads = new BotThreads(1, 2, LONG);

    @AfterEach
    void end() {
        blocked.countDown();
        threads.close();
    }

    private static Turn saying(String text) {
        return new Turn(
                new TenantId("demo"),
                new ConversationId("c"),
                1,
                List.of(List.of(new Content.Text(text))),
                Asker.vouched(new ChannelAddress("webchat", "webchat-demo", "dl_1"), "demo-customer"),
                null,
                Memory.EMPTY,
                Instant.EPOCH);
    }

    private void blockTheOnlyThread() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        threads.execute(() -> {
            begun.countDown();
            await(blocked);
        });
        begun.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DialogueBot bot(Executor beginning, Executor continuing, Duration waiting, Duration deciding) {
        Conversing customer = new Conversing(KnowledgeIndex.EMPTY);
        return new DialogueBot(
                customer.language,
                tenant -> new BotKnowledge(KnowledgeIndex.EMPTY, DemoForms.ALL),
                customer.shop,
                new NameReader(Annotators.NONE, Duration.ofSeconds(1)),
                Optional.empty(),
                Conversing.settings(),
                beginning,
                continuing,
                new DialogueBot.Limits(waiting, deciding));
    }

    @Test
    void isBusyWhenTooManyTurnsWaitAndDecidesThoseThatDo() throws Exception {
        blockTheOnlyThread();
        DialogueBot bot = bot(threads, threads.continuing(), LONG, LONG);
        var first = bot.decide(GREETING).toCompletableFuture();
        var second = bot.decide(GREETING).toCompletableFuture();

        assertThatThrownBy(() -> bot.decide(GREETING).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BotBusyException.class);

        blocked.countDown();
        assertThat(first.join()).isNotNull();
        assertThat(second.join()).isNotNull();
        assertThat(bot.decide(GREETING).toCompletableFuture().join()).isNotNull();
    }

    @Test
    void isBusyForATurnThatWaitedTooLongAndDoesNotBeginIt() {
        List<Runnable> waiting = new ArrayList<>();
        DialogueBot bot = bot(waiting::add, Runnable::run, Duration.ofMillis(1), LONG);

        var late = bot.decide(GREETING).toCompletableFuture();

        assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BotBusyException.class);
    }

    @Test
    void isTooLateForATurnThatHasBegunAndDoesNotEndInTime() {
        List<Runnable> never = new ArrayList<>();
        Turn order = saying(ORDER);
        // It looks the order up, and never gets to what it found.
        DialogueBot bot = bot(Runnable::run, never::add, LONG, Duration.ofMillis(1));

        var stuck = bot.decide(order).toCompletableFuture();

        assertThatThrownBy(() -> stuck.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
    }

    /** Decides a turn about an order whose look-ups have this time beyond what the bot's own work may take. */
    private static DialogueBot orderBot(
            LanguageEngine language, Function<ActionCall, CompletionStage<ActionResult>> shop, Duration forLookUps) {
        Actions lookUps = new Actions() {
            @Override
            public boolean changes(TenantId tenant, ActionCall call) {
                return false;
            }

            @Override
            public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
                return shop.apply(call);
            }

            @Override
            public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
                return run(tenant, call);
            }
        };
        return new DialogueBot(
                language,
                tenant -> new BotKnowledge(KnowledgeIndex.EMPTY, DemoForms.ALL),
                lookUps,
                new NameReader(Annotators.NONE, Duration.ofSeconds(1)),
                Optional.empty(),
                Conversing.settings(),
                Runnable::run,
                Runnable::run,
                new DialogueBot.Limits(LONG, DialogueBot.TO_DECIDE.plus(forLookUps)));
    }

    private static FakeLanguage understandingTheOrder() {
        return new FakeLanguage(List.of()).means(ORDER, "order_status");
    }

    private static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void decidesATurnWhoseLookUpIsNotAnsweredInItsTime() throws Exception {
        CompletableFuture<ActionResult> answer = new CompletableFuture<>();
        DialogueBot bot = orderBot(understandingTheOrder(), call -> answer, Duration.ofMillis(100));

        Move move = bot.decide(saying(ORDER)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(((Decision) move).handoff().reason()).isEqualTo(HandoffReason.ACTION_FAILED);
        assertThat(answer.join().failed()).as("the look-up counts as failed").isTrue();
    }

    @Test
    void isTooLateForATurnWhoseLookUpItsOwnWorkHasCutShortAndDecidesItWhenAskedAgain() throws Exception {
        FakeLanguage language = understandingTheOrder();
        AtomicBoolean slow = new AtomicBoolean(true);
        FakeShop shop = new FakeShop();
        DialogueBot bot = orderBot(
                utterance -> {
                    if (slow.getAndSet(false)) {
                        CompletableFuture.runAsync(() -> {}, after(DialogueBot.TO_DECIDE.plusMillis(100)))
                                .join();
                    }
                    return language.analyse(utterance);
                },
                call -> CompletableFuture.supplyAsync(() -> shop.run(call), after(Duration.ofMillis(300))),
                Duration.ofMillis(1_200));

        var late = bot.decide(saying(ORDER)).toCompletableFuture();
        assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);

        Move move = bot.decide(saying(ORDER)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(((Decision) move).handoff()).isNull();
    }

    @Test
    void whatHasBegunGoesOnBeforeAnotherTurnBeginsAndIsNeverRefused() throws Exception {
        blockTheOnlyThread();
        List<String> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(4);
        for (String turn : List.of("first", "second")) {
            threads.execute(() -> {
                order.add(turn);
                done.countDown();
            });
        }
        for (String turn : List.of("begun", "begun too")) {
            threads.continuing().execute(() -> {
                order.add(turn);
                done.countDown();
            });
        }
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(BotBusyException.class);

        blocked.countDown();
        done.await();

        assertThat(order).containsExactly("begun", "begun too", "first", "second");
    }

    @Test
    void isClosedToNewTurnsWhileTooManyWaitAndOpenOnceTheyHaveBegun() throws Exception {
        assertThat(threads.closedFor()).isZero();
        blockTheOnlyThread();
        CountDownLatch done = new CountDownLatch(2);
        threads.execute(done::countDown);
        assertThat(threads.closedFor()).isZero();
        threads.execute(done::countDown);
        assertThat(threads.closedFor()).isPositive();

        blocked.countDown();
        done.await();
        assertThat(threads.closedFor()).isZero();
    }
}
