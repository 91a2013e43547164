package io.parley.bots;

import io.parley.ParleyMetrics;
import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.forms.FactorVerdict;
import io.parley.dialogue.forms.Forms;
import io.parley.kit.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Limits how many wrong second factors a tenant's customers give on this node, over all conversations: {@link Proven#ATTEMPTS} does not
 * stop an attacker who begins a new conversation for every two guesses, nor does the company's own limit if each guess is for another
 * object. Beyond the limit, no second factor is checked for a while. Customers who are signed in are never asked for one.
 *
 * <p>The outcome is the result of an action, and therefore recorded like any other. The checks are counted in a metric.
 */
public final class GuessLimit implements Actions {

    private final Actions actions;
    private final Function<TenantId, Forms> forms;
    private final RateLimit guesses;

    /**
     * @param forms returns a tenant's current forms; quick
     * @param wrongPerHour wrong answers for each tenant: the burst after a quiet hour, and the hourly rate in the long run
     */
    public GuessLimit(Actions actions, Function<TenantId, Forms> forms, int wrongPerHour, Clock clock) {
        this.actions = actions;
        this.forms = forms;
        this.guesses = new RateLimit(wrongPerHour, Duration.ofHours(1), wrongPerHour, clock);
    }

    @Override
    public boolean changes(TenantId tenant, ActionCall call) {
        return actions.changes(tenant, call);
    }

    @Override
    public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
        return limited(tenant, call, () -> actions.run(tenant, call));
    }

    @Override
    public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
        return limited(tenant, call, () -> actions.resume(tenant, call));
    }

    private CompletionStage<ActionResult> limited(
            TenantId tenant, ActionCall call, Supplier<CompletionStage<ActionResult>> action) {
        Forms known = forms.apply(tenant);
        if (!known.checksFactor(call)) {
            return action.get();
        }
        // Taken before the check, so that guesses made at the same moment count too.
        if (!guesses.take(tenant.value())) {
            ParleyMetrics.factorChecked(tenant, FactorVerdict.LOCKED.code());
            return CompletableFuture.completedFuture(new ActionResult(call, ActionResult.TOO_MANY_GUESSES, Map.of()));
        }
        CompletionStage<ActionResult> checked = action.get();
        // The original stage is returned, because a caller that gives up completes it.
        checked.whenComplete((result, failure) -> {
            FactorVerdict verdict = result == null ? FactorVerdict.UNCHECKED : known.verdict(result);
            if (verdict != FactorVerdict.WRONG) {
                guesses.giveBack(tenant.value());
            }
            ParleyMetrics.factorChecked(tenant, verdict.code());
        });
        return checked;
    }
}
