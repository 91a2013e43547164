package io.parley.dialogue;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.products.Mentions;
import io.parley.dialogue.turn.AnalysisMapper;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.dialogue.turn.Composing;
import io.parley.dialogue.turn.Draft;
import io.parley.dialogue.turn.Phrases;
import io.parley.dialogue.turn.Policies;
import io.parley.dialogue.turn.ProductAnswers;
import io.parley.dialogue.turn.Step;
import io.parley.dialogue.turn.TurnSettings;
import io.parley.dialogue.turn.TurnView;
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

    /**
     * What the product graph alone says about a text.
     *
     * @param named what the text names from the graph
     * @param why as in {@link Decision#trace}
     * @param known false when the answer is only that nothing is known
     */
    public record FromProducts(
            Mentions named, List<Content> say, List<Source> sources, @Nullable String why, boolean known) {}

    private final TurnSettings settings;

    public Dialogue(DialogueSettings settings) {
        this.settings = settings.turn();
    }

    /** Returns the next step; composes nothing. */
    public Step next(Turn turn, Analysis analysis, List<ActionResult> results, BotKnowledge known) {
        return next(turn, analysis, results, Composing.NOTHING, known);
    }

    /**
     * Returns the next step. A person takes over if it would pass over the result of the action that interrupted the turn, because its form
     * is gone or has changed since: somebody must inform the customer, and nothing else may be begun in its place.
     *
     * @param results of the actions requested so far, in order
     */
    public Step next(
            Turn turn, Analysis analysis, List<ActionResult> results, Composing composing, BotKnowledge known) {
        TurnView view = new TurnView(settings, turn, analysis, results, composing, known);
        Draft draft = Draft.of(view);
        Step step = known.policies().decide(view, draft);
        List<ActionResult> before = turn.results();
        ActionResult interrupting = before.isEmpty() ? null : before.get(before.size() - 1);
        return interrupting == null || draft.hasUsed(interrupting)
                ? step
                : new Step.Done(Fallback.resultUnused(turn, interrupting));
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
     * Decides a turn again from what was recorded with it, by the policies of the time; empty when that would need an action, or an answer
     * from a language model, that was not requested then.
     */
    public Optional<Decision> again(Turn turn, Basis basis, BotKnowledge known) {
        return next(
                                turn,
                                AnalysisMapper.analysis(basis.understood()),
                                basis.results(),
                                Composing.of(basis.composed()),
                                known.with(Policies.recorded(basis.policiesOff())))
                        instanceof Step.Done done
                ? Optional.of(done.decision())
                : Optional.empty();
    }
}
