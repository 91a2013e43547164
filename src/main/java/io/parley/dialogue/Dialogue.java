package io.parley.dialogue;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Composed;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.composing.Composition;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.Mentions;
import io.parley.dialogue.products.ProductGraph;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** An answer is wanted in words of its own: compose it, and ask again with what came of it. */
    public record Compose(Composition wanted) implements Step {}

    public record Done(Decision decision) implements Step {}

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

    /**
     * What the product graph by itself says to a text.
     *
     * @param named what the text names of the graph
     * @param why as in {@link Decision#trace}
     * @param known false when it only says that it is not known
     */
    public record FromProducts(
            Mentions named, List<Content> say, List<Source> sources, @Nullable String why, boolean known) {}

    private final DialogueSettings settings;

    public Dialogue(DialogueSettings settings) {
        this.settings = settings;
    }

    /** Nothing being composed. */
    public Step next(Turn turn, Analysis analysis, List<ActionResult> results, Known known) {
        return next(turn, analysis, results, Composing.NOTHING, known);
    }

    /** @param results of the actions asked for so far, in their order */
    public Step next(Turn turn, Analysis analysis, List<ActionResult> results, Composing composing, Known known) {
        return new OneTurn(settings, turn, analysis, results, composing, known).next();
    }

    /**
     * What the product graph would say to somebody who asks about a product, articles and forms aside: for people who try it.
     *
     * @param entities found in exactly this text
     * @param about the name of the product spoken of before; null for none
     */
    public FromProducts products(
            String text,
            Language language,
            List<Entity> entities,
            @Nullable String about,
            String channel,
            Known known) {
        Analysis analysis = new Analysis(
                language,
                List.of(new Analysis.Intent(settings.productIntent(), 1)),
                false,
                Emotion.NEUTRAL,
                0,
                entities,
                "");
        Memory memory = new Memory(
                null,
                0,
                List.of(),
                null,
                List.of(),
                about == null ? Map.of() : Map.of(Entity.PRODUCT, about),
                List.of(),
                null,
                null,
                false);
        Mentions named = Mentions.of(known.products(), text, entities);
        return new ProductAnswers(known, settings, Phrases.in(language), channel)
                .to(text, analysis, memory, List.of(), Optional.empty())
                .map(told -> new FromProducts(named, told.say(), told.sources(), told.why(), told.known()))
                .orElseGet(() -> new FromProducts(named, List.of(), List.of(), null, false));
    }

    /**
     * The decision of a turn from what was recorded with it; none when an action, or an answer of a language model, would be wanted that
     * was not asked for then.
     */
    public Optional<Decision> again(Turn turn, Basis basis, Known known) {
        return next(
                                turn,
                                Recording.analysis(basis.understood()),
                                basis.results(),
                                Composing.of(basis.composed()),
                                known)
                        instanceof Done done
                ? Optional.of(done.decision())
                : Optional.empty();
    }
}
