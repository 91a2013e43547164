package io.parley.dialogue.actions;

import io.parley.TenantId;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.concurrent.CompletionStage;

/** Does what the tenant's descriptions allow in the company's systems. */
@FunctionalInterface
public interface Actions {

    /** Never fails and never takes long: what cannot be done in time is a result with {@link ActionResult#FAILED}. */
    CompletionStage<ActionResult> run(TenantId tenant, ActionCall call);
}
