package io.parley.edge;

import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every action changes something and is done at once. */
public final class FakeActions implements Actions {

    @Override
    public boolean changes(TenantId tenant, ActionCall call) {
        return true;
    }

    @Override
    public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
        return CompletableFuture.completedFuture(new ActionResult(call, "done", Map.of()));
    }

    @Override
    public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
        return run(tenant, call);
    }
}
