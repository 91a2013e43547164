package io.parley.dialogue;

import io.parley.LogFields;
import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.bot.Understood;
import io.parley.dialogue.composing.Composer;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.turn.AnalysisMapper;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.dialogue.turn.Composing;
import io.parley.dialogue.turn.Step;
import io.parley.dialogue.turn.TurnText;
import io.parley.language.Analysis;
import io.parley.language.LanguageEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs the bot: analyses each turn, lets {@link Dialogue} decide, and makes the look-ups and composes the answers that it requests along
 * the way. Everything that takes time is here, every decision is in {@link Dialogue}. Actions that change something are left to the
 * conversation.
 */
public final class DialogueBot implements Bot {

    /** A turn that needs more steps is caught in a loop. */
    private static final int MAX_ACTIONS = 8;

    /** The part of a turn's time reserved for the bot's own work; it remains even if the last look-up times out. */
    static final Duration TO_DECIDE = Duration.ofSeconds(1);

    /**
     * How long turns may take.
     *
     * @param waiting how long a turn may wait before it begins; after that the bot is {@link BotBusyException}
     * @param deciding how long it may take once it has begun; after that it fails with a {@link TimeoutException}
     */
    public record Limits(Duration waiting, Duration deciding) {
        private static final Limits NONE = new Limits(Duration.ofDays(1), Duration.ofDays(1));
    }

    private final LanguageEngine language;
    private final Function<TenantId, BotKnowledge> known;
    private final Actions actions;
    private final NameReader names;
    private final Optional<Composer> composer;
    private final DialogueSettings settings;
    private final Dialogue dialogue;
    private final Executor beginning;
    private final Executor continuing;
    private final Limits limits;

    /** Creates a bot that composes nothing. */
    public DialogueBot(
            LanguageEngine language,
            Function<TenantId, BotKnowledge> known,
            Actions actions,
            NameReader names,
            DialogueSettings settings,
            Executor executor) {
        this(language, known, actions, names, Optional.empty(), settings, executor);
    }

    /** Creates a bot without limits. */
    public DialogueBot(
            LanguageEngine language,
            Function<TenantId, BotKnowledge> known,
            Actions actions,
            NameReader names,
            Optional<Composer> composer,
            DialogueSettings settings,
            Executor executor) {
        this(language, known, actions, names, composer, settings, executor, executor, Limits.NONE);
    }

    /**
     * @param known returns what a tenant's bot knows now; quick
     * @param names used only for turns that answer a question for a name
     * @param composer composes answers from articles; empty where articles are given as they stand
     * @param beginning where turns begin; throws {@link BotBusyException} when it is full
     * @param continuing where turns that have begun continue; never refuses one
     */
    public DialogueBot(
            LanguageEngine language,
            Function<TenantId, BotKnowledge> known,
            Actions actions,
            NameReader names,
            Optional<Composer> composer,
            DialogueSettings settings,
            Executor beginning,
            Executor continuing,
            Limits limits) {
        this.language = language;
        this.known = known;
        this.actions = actions;
        this.names = names;
        this.composer = composer;
        this.settings = settings;
        this.dialogue = new Dialogue(settings);
        this.beginning = beginning;
        this.continuing = continuing;
        this.limits = limits;
    }

    /** Decides a turn. Completing the stage from outside cancels it: no further work is then done on the turn. */
    @Override
    public CompletionStage<Move> decide(Turn turn) {
        return decide(turn, () -> {});
    }

    /**
     * As {@link #decide(Turn)}.
     *
     * @param begins called when the turn no longer waits and work on it begins; never for a turn that is given up before. Quick
     */
    public CompletionStage<Move> decide(Turn turn, Runnable begins) {
        CompletableFuture<Move> decision = new CompletableFuture<>();
        CompletableFuture<Void> begun =
                new CompletableFuture<Void>().orTimeout(limits.waiting().toNanos(), TimeUnit.NANOSECONDS);
        begun.whenComplete((done, late) -> {
            if (late == null) {
                decision.orTimeout(limits.deciding().toNanos(), TimeUnit.NANOSECONDS);
            } else {
                decision.completeExceptionally(
                        new BotBusyException("a turn waited for the bot for " + limits.waiting()));
            }
        });
        new Deciding(turn, decision)
                .begin(
                        work -> beginning.execute(() -> {
                            begun.complete(null);
                            work.run();
                        }),
                        begins)
                .whenComplete((decided, failure) -> {
                    if (failure == null) {
                        decision.complete(decided);
                    } else {
                        decision.completeExceptionally(failure);
                    }
                });
        decision.whenComplete((decided, failure) -> begun.complete(null));
        return decision;
    }

    /** One turn in progress. */
    private final class Deciding {
        private final Turn turn;
        private final CompletableFuture<?> awaited;
        private final LogFields about;
        /** When it began. */
        private volatile long begunNanos;
        /** What it has spent on look-ups, which it makes one after the other. */
        private long lookedUpNanos;

        Deciding(Turn turn, CompletableFuture<?> awaited) {
            this.turn = turn;
            this.awaited = awaited;
            this.about = LogFields.of(turn.tenant())
                    .conversation(turn.conversation())
                    .channel(turn.channel());
        }

        CompletionStage<Move> begin(Executor beginning, Runnable begins) {
            return off(beginning, () -> {
                begunNanos = System.nanoTime();
                begins.run();
                // Read once: changes during a turn take effect with the next one.
                BotKnowledge now = known.apply(turn.tenant());
                Composing composing = composer.map(words -> Composing.asking(words.rephrases()))
                        .orElse(Composing.NOTHING);
                Understood before = turn.understood();
                if (before != null) {
                    return go(AnalysisMapper.analysis(before), turn.results(), composing, now);
                }
                Analysis analysis = understood(turn, now.forms());
                List<String> awaited = awaitedNames(turn, now.forms());
                return awaited.isEmpty()
                        ? go(analysis, turn.results(), composing, now)
                        : names.read(TurnText.in(turn).text(), analysis, awaited)
                                .thenCompose(named -> off(continuing, () -> go(named, turn.results(), composing, now)));
            });
        }

        private CompletionStage<Move> go(
                Analysis analysis, List<ActionResult> results, Composing composing, BotKnowledge now) {
            Step step = dialogue.next(turn, analysis, results, composing, now);
            if (step instanceof Step.Done done) {
                return CompletableFuture.completedFuture(done.decision());
            }
            if (step instanceof Step.Compose compose) {
                if (composing.given() != null) {
                    return CompletableFuture.failedFuture(
                            new IllegalStateException("a turn requests a different answer from the one it was given"));
                }
                return composer.orElseThrow()
                        .compose(compose.wanted())
                        .thenCompose(
                                composed -> off(continuing, () -> go(analysis, results, Composing.of(composed), now)));
            }
            if (results.size() >= MAX_ACTIONS) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("a turn asks for more than " + MAX_ACTIONS + " actions"));
            }
            ActionCall call = ((Step.Act) step).call();
            if (actions.changes(turn.tenant(), call)) {
                return CompletableFuture.completedFuture(
                        new BeginAction(call, AnalysisMapper.of(analysis), results, turn.now()));
            }
            return lookUp(call).thenCompose(result -> {
                List<ActionResult> more = new ArrayList<>(results);
                more.add(result);
                return off(continuing, () -> go(analysis, more, composing, now));
            });
        }

        /**
         * Makes a look-up. All look-ups of a turn share its time: one that is not answered in that time has failed, and the turn is decided
         * anyway. If the bot's own work has cut that time short, no system has failed: the turn is late.
         */
        private CompletionStage<ActionResult> lookUp(ActionCall call) {
            long began = System.nanoTime();
            long gone = began - begunNanos;
            long left = Math.max(0, limits.deciding().minus(TO_DECIDE).toNanos() - gone);
            boolean cutShort = gone - lookedUpNanos > TO_DECIDE.toNanos();
            CompletableFuture<ActionResult> answer =
                    actions.run(turn.tenant(), call).toCompletableFuture();
            // A late turn says nothing about the action, which therefore may still end by itself.
            CompletableFuture<ActionResult> inTime = cutShort
                    ? answer.copy().orTimeout(left, TimeUnit.NANOSECONDS)
                    : answer.completeOnTimeout(
                            new ActionResult(call, ActionResult.FAILED, Map.of()), left, TimeUnit.NANOSECONDS);
            return inTime.thenApply(result -> {
                lookedUpNanos += System.nanoTime() - began;
                return result;
            });
        }

        /**
         * Runs work unless its turn has been given up: after an overload, abandoned turns must not delay those that can still be decided in
         * time.
         */
        private CompletionStage<Move> off(Executor where, Supplier<CompletionStage<Move>> work) {
            try {
                return CompletableFuture.supplyAsync(
                                work,
                                task -> where.execute(() -> {
                                    if (!awaited.isDone()) {
                                        about.run(task);
                                    }
                                }))
                        .thenCompose(Function.identity());
            } catch (BotBusyException | RejectedExecutionException refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }
    }

    private static List<String> awaitedNames(Turn turn, Forms forms) {
        FormState open = turn.memory().form();
        return open == null
                ? List.of()
                : forms.named(open.form()).map(form -> form.awaitsNames(open)).orElse(List.of());
    }

    private Analysis understood(Turn turn, Forms forms) {
        FormState open = turn.memory().form();
        String awaited = open == null
                ? null
                : forms.named(open.form()).flatMap(form -> form.awaits(open)).orElse(null);
        return language.analyse(new LanguageEngine.Utterance(
                turn.tenant(),
                TurnText.in(turn).text(),
                turn.locale(),
                turn.memory().language(),
                awaited,
                turn.now(),
                settings.turn().zone(turn.tenant())));
    }
}
