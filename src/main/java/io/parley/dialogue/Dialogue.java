package io.parley.dialogue;

import io.parley.dialogue.actions.ActionCall;
import io.parley.dialogue.actions.ActionResult;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.ProductGraph;
import io.parley.language.Analysis;
import java.util.List;
import java.util.Optional;

/**
 * What the bot decides: a pure function of the turn, of what was understood of it, of what the actions brought, and of what the tenant's
 * bot knows. The same inputs give the same decision, so a recorded conversation can be decided again.
 */
public final class Dialogue {

    /** What a tenant's bot knows and can do, in one version. */
    public record Known(KnowledgeIndex index, Forms forms, ProductGraph products) {

        /** Without products. */
        public Known(KnowledgeIndex index, Forms forms) {
            this(index, forms, ProductGraph.EMPTY);
        }

        /** Which articles and products these are. */
        public String version() {
            return products.isEmpty() ? index.version() : index.version() + "-" + products.version();
        }
    }

    /** What is to be done next. */
    public sealed interface Step {}

    /** An action is wanted: do it, and ask again with its result added to those before. */
    public record Act(ActionCall call) implements Step {}

    public record Done(Bot.Decision decision) implements Step {}

    private final DialogueSettings settings;

    public Dialogue(DialogueSettings settings) {
        this.settings = settings;
    }

    /** @param results of the actions asked for so far, in their order */
    public Step next(Bot.Turn turn, Analysis analysis, List<ActionResult> results, Known known) {
        return new OneTurn(settings, turn, analysis, results, known).next();
    }

    /** The decision of a turn from what was recorded with it; none when an action would be wanted that was not done then. */
    public Optional<Bot.Decision> again(Bot.Turn turn, Bot.Basis basis, Known known) {
        return next(turn, basis.analysis(), basis.results(), known) instanceof Done done
                ? Optional.of(done.decision())
                : Optional.empty();
    }
}
