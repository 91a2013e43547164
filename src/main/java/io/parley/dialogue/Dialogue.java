package io.parley.dialogue;

import io.parley.dialogue.actions.ActionCall;
import io.parley.dialogue.actions.ActionResult;
import io.parley.dialogue.composing.Composed;
import io.parley.dialogue.composing.Composition;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.language.Analysis;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bot decides: a pure function of the turn, of what was understood of it, of what the actions brought, and of what the tenant's
 * bot knows. The same inputs give the same decision, so a recorded conversation can be decided again.
 */
public final class Dialogue {

    /** What a tenant's bot knows and can do, in one version. */
    public record Known(KnowledgeIndex index, Forms forms) {}

    /** What is to be done next. */
    public sealed interface Step {}

    /** An action is wanted: do it, and ask again with its result added to those before. */
    public record Act(ActionCall call) implements Step {}

    /** An answer is wanted in words of its own: compose it, and ask again with what came of it. */
    public record Compose(Composition wanted) implements Step {}

    public record Done(Bot.Decision decision) implements Step {}

    /**
     * How answers are put into words in a turn.
     *
     * @param asks whether what is not composed yet may be asked for
     * @param rephrases whether an article that answers alone is put into other words too
     * @param given what was composed for this turn already
     */
    public record Composing(boolean asks, boolean rephrases, @Nullable Composed given) {

        /** Articles are given as they stand. */
        public static final Composing NOTHING = new Composing(false, false, null);

        /** @param rephrases as above */
        public static Composing asking(boolean rephrases) {
            return new Composing(true, rephrases, null);
        }

        /** What was composed for another wish does not answer this one: that one is still to be asked for. */
        public static Composing of(@Nullable Composed given) {
            return given == null ? NOTHING : new Composing(true, false, given);
        }
    }

    private final DialogueSettings settings;

    public Dialogue(DialogueSettings settings) {
        this.settings = settings;
    }

    /** Nothing being composed. */
    public Step next(Bot.Turn turn, Analysis analysis, List<ActionResult> results, Known known) {
        return next(turn, analysis, results, Composing.NOTHING, known);
    }

    /** @param results of the actions asked for so far, in their order */
    public Step next(Bot.Turn turn, Analysis analysis, List<ActionResult> results, Composing composing, Known known) {
        return new OneTurn(settings, turn, analysis, results, composing, known).next();
    }

    /**
     * The decision of a turn from what was recorded with it; none when an action, or an answer of a language model, would be wanted that
     * was not asked for then.
     */
    public Optional<Bot.Decision> again(Bot.Turn turn, Bot.Basis basis, Known known) {
        return next(turn, basis.analysis(), basis.results(), Composing.of(basis.composed()), known) instanceof Done done
                ? Optional.of(done.decision())
                : Optional.empty();
    }
}
