package io.parley.dialogue.actions;

import io.parley.TenantId;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.concurrent.CompletionStage;

/** Does what the tenant's descriptions allow in the company's systems. */
public interface Actions {

    /** Whether the action changes something, so that it must be recorded before it begins; true for one that nobody knows. */
    boolean changes(TenantId tenant, ActionCall call);

    /**
     * Never fails and never takes long: what cannot be done in time is a result with {@link ActionResult#FAILED}, or {@link
     * ActionResult#UNKNOWN} where a change may have been made all the same.
     */
    CompletionStage<ActionResult> run(TenantId tenant, ActionCall call);

    /**
     * Runs an action that may have been run before a crash: with the same key where its system takes that for the same, otherwise not at all,
     * as {@link ActionResult#UNKNOWN}.
     */
    CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call);
}
