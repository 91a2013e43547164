package io.parley.bots;

import io.parley.ParleyMetrics;
import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.concurrent.CompletionStage;

/** Counts actions by their outcome and times them, each until it has ended or its caller has given it up. */
record MeasuredActions(Actions actions) implements Actions {

    @Override
    public boolean changes(TenantId tenant, ActionCall call) {
        return actions.changes(tenant, call);
    }

    @Override
    public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
        return measured(tenant, call, actions.run(tenant, call));
    }

    @Override
    public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
        return measured(tenant, call, actions.resume(tenant, call));
    }

    private static CompletionStage<ActionResult> measured(
            TenantId tenant, ActionCall call, CompletionStage<ActionResult> result) {
        long began = System.nanoTime();
        // The original stage is returned, because a caller that gives up completes it.
        result.whenComplete((done, failure) -> {
            ParleyMetrics.turn(ParleyMetrics.Phase.ACTED, began);
            ParleyMetrics.acted(tenant, call.action(), done == null ? ActionResult.UNKNOWN : done.outcome());
        });
        return result;
    }
}
