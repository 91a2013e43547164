package io.parley.dialogue;

import io.parley.TenantId;
import io.parley.dialogue.actions.ActionResult;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.forms.FormState;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.Knowledge;
import io.parley.language.Analysis;
import io.parley.language.LanguageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * The bot at work: has each turn understood, lets {@link Dialogue} decide, and does the actions that it asks for on the way. All that
 * takes time is here, all that is decided is there.
 */
public final class DialogueBot implements Bot {

    /** A turn that wants more is going in circles. */
    private static final int MOST_ACTIONS = 8;

    private final LanguageEngine language;
    private final Knowledge knowledge;
    private final Function<TenantId, Forms> forms;
    private final Actions actions;
    private final NameReader names;
    private final DialogueSettings settings;
    private final Dialogue dialogue;
    private final Executor executor;

    /**
     * @param forms of a tenant, as they are now; quick
     * @param names asked only for turns that answer a question for a name
     * @param executor where turns are decided; has a bounded queue and refuses what does not fit
     */
    public DialogueBot(
            LanguageEngine language,
            Knowledge knowledge,
            Function<TenantId, Forms> forms,
            Actions actions,
            NameReader names,
            DialogueSettings settings,
            Executor executor) {
        this.language = language;
        this.knowledge = knowledge;
        this.forms = forms;
        this.actions = actions;
        this.names = names;
        this.settings = settings;
        this.dialogue = new Dialogue(settings);
        this.executor = executor;
    }

    @Override
    public CompletionStage<Decision> decide(Turn turn) {
        return off(() -> {
            // Taken once: what changes during a turn takes effect with the next.
            Dialogue.Known known = new Dialogue.Known(knowledge.forTenant(turn.tenant()), forms.apply(turn.tenant()));
            Analysis analysis = understood(turn, known.forms());
            List<String> awaited = awaitedNames(turn, known.forms());
            return awaited.isEmpty()
                    ? go(turn, analysis, List.of(), known)
                    : names.read(Said.in(turn).text(), analysis, awaited)
                            .thenCompose(named -> off(() -> go(turn, named, List.of(), known)));
        });
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

    private CompletionStage<Decision> go(
            Turn turn, Analysis analysis, List<ActionResult> results, Dialogue.Known known) {
        Dialogue.Step step = dialogue.next(turn, analysis, results, known);
        if (step instanceof Dialogue.Done done) {
            return CompletableFuture.completedFuture(done.decision());
        }
        if (results.size() >= MOST_ACTIONS) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("a turn asks for more than " + MOST_ACTIONS + " actions"));
        }
        return actions.run(turn.tenant(), ((Dialogue.Act) step).call()).thenCompose(result -> {
            List<ActionResult> more = new ArrayList<>(results);
            more.add(result);
            return off(() -> go(turn, analysis, more, known));
        });
    }

    private CompletionStage<Decision> off(java.util.function.Supplier<CompletionStage<Decision>> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor).thenCompose(Function.identity());
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }
}
