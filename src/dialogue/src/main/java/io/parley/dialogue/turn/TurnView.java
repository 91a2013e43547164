package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.knowledge.Match;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a turn. Immutable; what takes time to find, such as articles, is found when the first policy needs it. For one thread:
 * that of the decision.
 */
public final class TurnView {

    /** A short answer to a form's question, such as "no wait, don't", has to be very clear to count as an emotion. */
    private static final int SHORT_ANSWER = 24;

    private static final double VERY_CLEAR = 0.85;

    private final TurnSettings settings;
    private final Turn turn;
    private final Analysis analysis;
    private final List<ActionResult> results;
    private final Composing composing;
    private final BotKnowledge known;
    private final List<FormState> open;
    private final TurnText said;
    private final Phrases phrases;
    private final Answers answers;
    private final ProductAnswers products;
    private final FormWish wish;
    private final Found<Optional<Form>> wanted = new Found<>();
    private final Found<List<Match>> articles = new Found<>();

    /** @param results of the actions requested so far, in order */
    public TurnView(
            TurnSettings settings,
            Turn turn,
            Analysis analysis,
            List<ActionResult> results,
            Composing composing,
            BotKnowledge known) {
        this(settings, turn, analysis, results, composing, known, open(turn, known));
    }

    private TurnView(
            TurnSettings settings,
            Turn turn,
            Analysis analysis,
            List<ActionResult> results,
            Composing composing,
            BotKnowledge known,
            List<FormState> open) {
        this.settings = settings;
        this.turn = turn;
        this.analysis = analysis;
        this.results = List.copyOf(results);
        this.composing = composing;
        this.known = known;
        this.open = open;
        said = TurnText.in(turn);
        phrases = Phrases.in(analysis.language());
        answers = new Answers(known.index(), settings, phrases);
        products = new ProductAnswers(known, settings, phrases, turn.channel());
        wish = new FormWish(this);
    }

    /** Returns the open forms that still exist and are not too old to continue. */
    private static List<FormState> open(Turn turn, BotKnowledge known) {
        return turn.memory().forms().stream()
                .filter(state -> known.forms()
                        .named(state.form())
                        .filter(form -> !form.expired(state, turn.now()))
                        .isPresent())
                .toList();
    }

    /** Returns the same turn as if no form were open. */
    TurnView withoutForms() {
        return new TurnView(settings, turn, analysis, results, composing, known, List.of());
    }

    TurnSettings settings() {
        return settings;
    }

    Turn turn() {
        return turn;
    }

    Analysis analysis() {
        return analysis;
    }

    /** Returns the results of the actions requested so far, in order. */
    List<ActionResult> results() {
        return results;
    }

    Composing composing() {
        return composing;
    }

    BotKnowledge known() {
        return known;
    }

    Memory memory() {
        return turn.memory();
    }

    /** Returns the forms being filled in that can be continued, the current one last. */
    List<FormState> open() {
        return open;
    }

    TurnText said() {
        return said;
    }

    /** Returns the customer's words as they are remembered: on one line, shortened. */
    String question() {
        return Summaries.cut(said.text());
    }

    Phrases phrases() {
        return phrases;
    }

    Content text(String key) {
        return new Content.Text(phrases.say(key));
    }

    ZoneId zone() {
        return settings.zone(turn.tenant());
    }

    Answers answers() {
        return answers;
    }

    ProductAnswers products() {
        return products;
    }

    FormWish wish() {
        return wish;
    }

    Emotion emotion() {
        boolean answer = memory().form() != null && said.text().length() <= SHORT_ANSWER;
        return answer && analysis.emotionConfidence() < VERY_CLEAR ? Emotion.NEUTRAL : analysis.emotion();
    }

    /** Returns the form the customer wants to begin, among those that are not open. */
    Optional<Form> wanted() {
        return wanted.or(wish::wanted);
    }

    /** Returns the articles that answer the turn. */
    List<Match> articles() {
        return articles.or(() -> wish.isTask() ? answers.verbatim(said.folded()) : answers.to(said.folded()));
    }

    /** Something that is looked for once. */
    private static final class Found<T> {
        private @Nullable T found;

        T or(Supplier<T> search) {
            T before = found;
            if (before != null) {
                return before;
            }
            T now = search.get();
            found = now;
            return now;
        }
    }
}
