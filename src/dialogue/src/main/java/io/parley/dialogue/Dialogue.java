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
 * Decides what the bot does: a pure function of the turn, its analysis, the results of its actions, and the knowledge of the tenant's bot.
 * The same inputs give the same decision, so a recorded conversation can be decided again.
 */
public final class Dialogue {

    /** What a tenant's bot knows and can do, in one version. */
    public record BotKnowledge(KnowledgeIndex index, Forms forms, ProductGraph products) {

        /** Creates one without products. */
        public BotKnowledge(KnowledgeIndex index, Forms forms) {
            this(index, forms, ProductGraph.EMPTY);
        }

        /** Identifies these articles and products. */
        public String version() {
            return products.isEmpty() ? index.version() : index.version() + "-" + products.version();
        }
    }

    /** What to do next. */
    public sealed interface Step {}

    /** An action is needed: perform it, and ask again with its result added to the previous ones. */
    public record Act(ActionCall call) implements Step {}

    /** A composed answer is needed: compose it, and ask again with the outcome. */
    public record Compose(Composition wanted) implements Step {}

    public record Done(Decision decision) implements Step {}

    /**
     * How answers are worded in a turn.
     *
     * @param asks whether an answer that is not composed yet may be requested
     * @param rephrases whether an article that is the only answer is rephrased too
     * @param given what has already been composed for this turn; null for nothing
     */
    public record Composing(boolean asks, boolean rephrases, @Nullable Composed given) {

        /** Articles are given as they stand. */
        public static final Composing NOTHING = new Composing(false, false, null);

        /** @param rephrases as above */
        public static Composing asking(boolean rephrases) {
            return new Composing(true, rephrases, null);
        }

        /** What was composed for another request does not answer this one, which may still be requested. */
        public static Composing of(@Nullable Composed given) {
            return given == null ? NOTHING : new Composing(true, false, given);
        }
    }

    /**
     * What the product graph alone says about a text.
     *
     * @param named what the text names from the graph
     * @param why as in {@link Decision#trace}
     * @param known false when the answer is only that nothing is known
     */
    public record FromProducts(
            Mentions named, List<Content> say, List<Source> sources, @Nullable String why, boolean known) {}

    private final DialogueSettings settings;

    public Dialogue(DialogueSettings settings) {
        this.settings = settings;
    }

    /** Returns the next step; composes nothing. */
    public Step next(Turn turn, Analysis analysis, List<ActionResult> results, BotKnowledge known) {
        return next(turn, analysis, results, Composing.NOTHING, known);
    }

    /** @param results of the actions requested so far, in order */
    public Step next(
            Turn turn, Analysis analysis, List<ActionResult> results, Composing composing, BotKnowledge known) {
        return new TurnDecider(settings, turn, analysis, results, composing, known).next();
    }

    /**
     * Returns the product graph's answer to a question about a product, ignoring articles and forms; for people who try it out.
     *
     * @param entities found in exactly this text
     * @param about the name of the product mentioned before; null for none
     */
    public FromProducts products(
            String text,
            Language language,
            List<Entity> entities,
            @Nullable String about,
            String channel,
            BotKnowledge known) {
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
     * Decides a turn again from what was recorded with it; empty when that would need an action, or an answer from a language model, that
     * was not requested at the time.
     */
    public Optional<Decision> again(Turn turn, Basis basis, BotKnowledge known) {
        return next(
                                turn,
                                AnalysisMapper.analysis(basis.understood()),
                                basis.results(),
                                Composing.of(basis.composed()),
                                known)
                        instanceof Done done
                ? Optional.of(done.decision())
                : Optional.empty();
    }
}
