package io.parley.dialogue.actions;

import io.parley.TenantId;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Performs in the company's systems what the tenant's descriptions allow. */
public interface Actions {

    /** For a bot without systems: look-ups fail immediately, and nothing is changed. */
    Actions NONE = new Actions() {
        @Override
        public boolean changes(TenantId tenant, ActionCall call) {
            return false;
        }

        @Override
        public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
            return CompletableFuture.completedFuture(new ActionResult(call, ActionResult.FAILED, Map.of()));
        }

        @Override
        public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
            return run(tenant, call);
        }
    };

    /** Whether the action changes something, so that it must be recorded before it begins; true for an unknown action. */
    boolean changes(TenantId tenant, ActionCall call);

    /**
     * Runs an action. Never fails and never takes long: what cannot be done in time results in {@link ActionResult#FAILED}, or in
     * {@link ActionResult#UNKNOWN} where a change may have been made anyway. A caller that gives up completes the stage itself, so that
     * the action is counted as it ended for the caller; a failure counts as unknown.
     */
    CompletionStage<ActionResult> run(TenantId tenant, ActionCall call);

    /**
     * Resumes an action that may have been run before a crash. It is sent again, with the same key, where its system treats that as the
     * same request. Since the first request may have been carried out, only an answer that is described settles the outcome; in every other
     * case, including when it is not sent again, the result is {@link ActionResult#UNKNOWN}.
     */
    CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call);
}
