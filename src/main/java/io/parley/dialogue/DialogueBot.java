package io.parley.dialogue;

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
 * The bot at work: has each turn understood, lets {@link Dialogue} decide, makes the look-ups and has the answers composed that it
 * asks for on the way. All that takes time is here, all that is decided is there. Actions that change something are left to the conversation.
 */
public final class DialogueBot implements Bot {

    /** A turn that wants more is going in circles. */
    private static final int MOST_ACTIONS = 8;

    /** Of the time a turn may take, what is left for deciding when its last look-up was not answered in time. */
    static final Duration TO_DECIDE = Duration.ofSeconds(1);

    /**
     * How long turns may take.
     *
     * @param waiting until it begins; after that the bot is {@link Busy}
     * @param deciding once it has begun; after that it fails with a {@link TimeoutException}
     */
    public record Limits(Duration waiting, Duration deciding) {
        private static final Limits NONE = new Limits(Duration.ofDays(1), Duration.ofDays(1));
    }

    private final LanguageEngine language;
    private final Function<TenantId, Dialogue.Known> known;
    private final Actions actions;
    private final NameReader names;
    private final Optional<Composer> composer;
    private final DialogueSettings settings;
    private final Dialogue dialogue;
    private final Executor beginning;
    private final Executor goingOn;
    private final Limits limits;

    /** One that composes nothing. */
    public DialogueBot(
            LanguageEngine language,
            Function<TenantId, Dialogue.Known> known,
            Actions actions,
            NameReader names,
            DialogueSettings settings,
            Executor executor) {
        this(language, known, actions, names, Optional.empty(), settings, executor);
    }

    /** One without limits. */
    public DialogueBot(
            LanguageEngine language,
            Function<TenantId, Dialogue.Known> known,
            Actions actions,
            NameReader names,
            Optional<Composer> composer,
            DialogueSettings settings,
            Executor executor) {
        this(language, known, actions, names, composer, settings, executor, executor, Limits.NONE);
    }

    /**
     * @param known of a tenant, as it is now; quick
     * @param names asked only for turns that answer a question for a name
     * @param composer puts articles into words; none where they are given as they stand
     * @param beginning where turns begin; throws {@link Busy} for what does not fit
     * @param goingOn where turns go on that have begun; refuses none
     */
    public DialogueBot(
            LanguageEngine language,
            Function<TenantId, Dialogue.Known> known,
            Actions actions,
            NameReader names,
            Optional<Composer> composer,
            DialogueSettings settings,
            Executor beginning,
            Executor goingOn,
            Limits limits) {
        this.language = language;
        this.known = known;
        this.actions = actions;
        this.names = names;
        this.composer = composer;
        this.settings = settings;
        this.dialogue = new Dialogue(settings);
        this.beginning = beginning;
        this.goingOn = goingOn;
        this.limits = limits;
    }

    /** A turn whose stage somebody completes, because it is no longer wanted, is not worked on any further. */
    @Override
    public CompletionStage<Move> decide(Turn turn) {
        CompletableFuture<Move> decision = new CompletableFuture<>();
        CompletableFuture<Void> begun =
                new CompletableFuture<Void>().orTimeout(limits.waiting().toNanos(), TimeUnit.NANOSECONDS);
        begun.whenComplete((begins, late) -> {
            if (late == null) {
                decision.orTimeout(limits.deciding().toNanos(), TimeUnit.NANOSECONDS);
            } else {
                decision.completeExceptionally(new Busy("a turn waited for the bot for " + limits.waiting()));
            }
        });
        new Deciding(turn, decision)
                .begin(work -> beginning.execute(() -> {
                    begun.complete(null);
                    work.run();
                }))
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

    /** One turn on its way. */
    private final class Deciding {
        private final Turn turn;
        private final CompletableFuture<?> awaited;
        /** When it was begun. */
        private volatile long begunNanos;

        Deciding(Turn turn, CompletableFuture<?> awaited) {
            this.turn = turn;
            this.awaited = awaited;
        }

        CompletionStage<Move> begin(Executor beginning) {
            return off(beginning, () -> {
                begunNanos = System.nanoTime();
                // Taken once: what changes during a turn takes effect with the next.
                Dialogue.Known now = known.apply(turn.tenant());
                Dialogue.Composing composing = composer.map(words -> Dialogue.Composing.asking(words.rephrases()))
                        .orElse(Dialogue.Composing.NOTHING);
                Understood before = turn.understood();
                if (before != null) {
                    return go(Recording.analysis(before), turn.results(), composing, now);
                }
                Analysis analysis = understood(turn, now.forms());
                List<String> awaited = awaitedNames(turn, now.forms());
                return awaited.isEmpty()
                        ? go(analysis, turn.results(), composing, now)
                        : names.read(Said.in(turn).text(), analysis, awaited)
                                .thenCompose(named -> off(goingOn, () -> go(named, turn.results(), composing, now)));
            });
        }

        private CompletionStage<Move> go(
                Analysis analysis, List<ActionResult> results, Dialogue.Composing composing, Dialogue.Known now) {
            Dialogue.Step step = dialogue.next(turn, analysis, results, composing, now);
            if (step instanceof Dialogue.Done done) {
                return CompletableFuture.completedFuture(done.decision());
            }
            if (step instanceof Dialogue.Compose compose) {
                if (composing.given() != null) {
                    return CompletableFuture.failedFuture(
                            new IllegalStateException("a turn asks for another answer than it was given"));
                }
                return composer.orElseThrow()
                        .compose(compose.wanted())
                        .thenCompose(composed ->
                                off(goingOn, () -> go(analysis, results, Dialogue.Composing.of(composed), now)));
            }
            if (results.size() >= MOST_ACTIONS) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("a turn asks for more than " + MOST_ACTIONS + " actions"));
            }
            ActionCall call = ((Dialogue.Act) step).call();
            if (actions.changes(turn.tenant(), call)) {
                return CompletableFuture.completedFuture(
                        new BeginAction(call, Recording.of(analysis), results, turn.now()));
            }
            return lookUp(call).thenCompose(result -> {
                List<ActionResult> more = new ArrayList<>(results);
                more.add(result);
                return off(goingOn, () -> go(analysis, more, composing, now));
            });
        }

        /** All look-ups of a turn share its time: what is not answered in it has failed, and the turn is decided all the same. */
        private CompletionStage<ActionResult> lookUp(ActionCall call) {
            long left = limits.deciding().minus(TO_DECIDE).toNanos() - (System.nanoTime() - begunNanos);
            return actions.run(turn.tenant(), call)
                    .toCompletableFuture()
                    .copy()
                    .completeOnTimeout(
                            new ActionResult(call, ActionResult.FAILED, Map.of()),
                            Math.max(0, left),
                            TimeUnit.NANOSECONDS);
        }

        /** After a moment with more turns than can be decided, those given up must not delay those that still can be in time. */
        private CompletionStage<Move> off(Executor where, Supplier<CompletionStage<Move>> work) {
            try {
                return CompletableFuture.supplyAsync(
                                work,
                                task -> where.execute(() -> {
                                    if (!awaited.isDone()) {
                                        task.run();
                                    }
                                }))
                        .thenCompose(Function.identity());
            } catch (Busy | RejectedExecutionException refused) {
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
                Said.in(turn).text(),
                turn.locale(),
                turn.memory().language(),
                awaited,
                turn.now(),
                settings.zone(turn.tenant())));
    }
}
