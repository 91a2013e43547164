package io.parley.dialogue.bot;

import io.parley.Cut;
import io.parley.channel.spi.Content;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bot does with the turn: says something, and possibly hands over.
 *
 * @param say what the customer is told; may be empty only when handing over
 * @param opens the case to open for a person in charge; null for none
 * @param sources the articles an answer was taken from
 * @param trace why it was decided this way, for people who review the bot: short codes, no personal data
 * @param canWait whether the turn looks like the first piece of several, so that waiting a moment is better than giving this answer
 * @param basis what the decision was based on; null only when the engine failed
 */
public record Decision(
        List<Content> say,
        @Nullable Handoff handoff,
        @Nullable Complaint opens,
        Memory memory,
        List<Source> sources,
        List<String> trace,
        boolean canWait,
        @Nullable Basis basis)
        implements Move {

    /** Maximum length of everything said in one turn, in UTF-16 units; anything beyond it is cut. */
    public static final int MOST_SAID = 16_000;

    /** Creates a decision that was made without the engine. */
    public Decision(
            List<Content> say, @Nullable Handoff handoff, Memory memory, List<Source> sources, List<String> trace) {
        this(say, handoff, null, memory, sources, trace, false, null);
    }

    public Decision {
        say = bounded(say);
        sources = List.copyOf(sources);
        trace = List.copyOf(trace);
    }

    private static List<Content> bounded(List<Content> say) {
        List<Content> bounded = new ArrayList<>(say.size());
        int left = MOST_SAID;
        for (Content content : say) {
            Content fitting =
                    content instanceof Content.Text text && text.text().length() > left
                            ? new Content.Text(Cut.to(Math.max(2, left), text.text()))
                            : content;
            left -= fitting.plainText().length();
            bounded.add(fitting);
        }
        return List.copyOf(bounded);
    }

    /** Returns the same decision in other words; "1" then refers to the options they offer. */
    public Decision saying(List<Content> other) {
        List<Content.Option> offered = other.stream()
                .filter(Content.Choice.class::isInstance)
                .flatMap(choice -> ((Content.Choice) choice).options().stream())
                .toList();
        return new Decision(other, handoff, opens, memory.offering(offered), sources, trace, canWait, basis);
    }

    /** Returns the same decision, with these forms open. */
    public Decision going(List<FormState> forms) {
        Memory after = new Memory(
                memory.language(),
                memory.notUnderstood(),
                memory.tried(),
                memory.asked(),
                forms,
                memory.known(),
                memory.offered(),
                memory.mood(),
                memory.proven(),
                false);
        return new Decision(say, handoff, opens, after, sources, trace, false, basis);
    }

    /** Returns the same decision, with or without waiting a moment for another piece of the message. */
    public Decision waiting(boolean can) {
        return new Decision(say, handoff, opens, memory, sources, trace, can, basis);
    }

    /** Returns the same decision, which also opens a case. */
    public Decision opening(String why) {
        return new Decision(say, handoff, new Complaint(why), memory, sources, trace, canWait, basis);
    }
}
