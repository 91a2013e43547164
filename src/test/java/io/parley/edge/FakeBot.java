package io.parley.edge;

import io.parley.channel.spi.Content;
import io.parley.dialogue.Bot;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.dialogue.turn.Step;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for a number on "form" and takes the next message for it; hands over on "human", and on "human for X" to somebody with the skill X;
 * offers a choice on "choice"; leaves "slow" unanswered until it is told to go on; opens a case on "unhappy"; fails on "broken". Decides
 * "really" as the real bot would if it knew nothing, answers "who am I" with the proven account, and repeats everything else.
 */
public final class FakeBot implements Bot {

    private static final Pattern HUMAN = Pattern.compile("human(?: for (\\w+))?");

    /** A text of more characters than this is its own summary. */
    private static final int LONG = 500;

    static final Dialogue DIALOGUE = new Dialogue(Conversing.settings());

    static final BotKnowledge KNOWN = new BotKnowledge(KnowledgeIndex.EMPTY, Forms.NONE);

    private final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();

    /** Zero while it can answer in time. */
    public volatile Duration closedFor = Duration.ZERO;

    @Override
    public Duration closedFor() {
        return closedFor;
    }

    @Override
    public CompletionStage<Decision> decide(Turn turn) {
        String text = turn.text();
        if (text.equals("form") || turn.memory().form() != null) {
            boolean begins = text.equals("form");
            List<FormState> forms = begins
                    ? List.of(new FormState(
                            "number",
                            Map.of(),
                            FormState.Question.SLOT,
                            "number",
                            List.of(),
                            0,
                            turn.now(),
                            turn.now(),
                            turn.conversation().value() + "-" + turn.number(),
                            0))
                    : List.of();
            return CompletableFuture.completedFuture(new Decision(
                    List.of(new Content.Text(begins ? "Which number?" : "the number is " + text)),
                    null,
                    new Memory(Language.EN, 0, List.of(), null, forms, Map.of(), List.of(), null, null, false),
                    List.of(),
                    List.of()));
        }
        Matcher wish = HUMAN.matcher(text);
        if (wish.find()) {
            List<String> skills = wish.group(1) == null ? List.of() : List.of(wish.group(1));
            return CompletableFuture.completedFuture(new Decision(
                    List.of(new Content.Text("One moment.")),
                    new Handoff(HandoffReason.REQUESTED, text.length() > LONG ? text : "Wants a person.", skills),
                    new Memory(Language.EN, 0, List.of()),
                    List.of(),
                    List.of()));
        }
        Decision repeat = new Decision(
                List.of(
                        text.contains("choice")
                                ? new Content.Choice("Which one?", List.of(new Content.Option("First", "one")))
                                : new Content.Text(
                                        text.contains("who am I")
                                                ? turn.asker().account() + " by "
                                                        + turn.asker().proof().code()
                                                : "echo: " + text)),
                null,
                new Memory(Language.EN, 0, List.of()),
                List.of(new Source("a1", "An article")),
                List.of());
        if (text.contains("really")) {
            Analysis nothing = new Analysis(Language.EN, List.of(), false, Emotion.NEUTRAL, 0, List.of(), "");
            Step step = DIALOGUE.next(turn, nothing, List.of(), KNOWN);
            return CompletableFuture.completedFuture(
                    ((Step.Done) step).decision().waiting(false));
        }
        if (text.equals("broken")) {
            return CompletableFuture.failedFuture(new IllegalStateException("broken"));
        }
        if (text.contains("unhappy")) {
            return CompletableFuture.completedFuture(repeat.opening("Unhappy."));
        }
        if (text.contains("slow")) {
            CompletableFuture<Decision> later = new CompletableFuture<>();
            held.add(() -> later.complete(repeat));
            return later;
        }
        return CompletableFuture.completedFuture(repeat);
    }

    public boolean isBusy() {
        return !held.isEmpty();
    }

    /** Lets go of every held answer. */
    public void release() {
        for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
            answer.run();
        }
    }
}
