package io.parley.dialogue.bot;

import io.parley.Cut;
import io.parley.channel.spi.Content;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bot's answer to a turn, and possibly a handoff.
 *
 * @param say the answer to the customer; may be empty only with a handoff
 * @param opens the case to open for a person in charge; null for none
 * @param sources the articles an answer was taken from
 * @param trace why it was decided this way, for people who review the bot: short codes, no personal data
 * @param canWait whether the turn looks like the first piece of several, so that waiting a moment is better than giving this answer
 * @param basis what the decision was based on; null only when the engine failed
 */
@RecordBuilder
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

    /**
     * Maximum length of everything said in one turn, in UTF-16 units; anything beyond it is cut. Options that no longer fit are left out,
     * except for the first of a choice, which is cut.
     */
    public static final int MAX_SAID = 16_000;

    /** What writing down an option takes besides its words, in UTF-16 units. */
    private static final int OPTION = 8;

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
        int left = MAX_SAID;
        for (Content content : say) {
            Content fitting = fitting(content, Math.max(2, left));
            left -= length(fitting);
            bounded.add(fitting);
        }
        return List.copyOf(bounded);
    }

    private static Content fitting(Content content, int most) {
        if (content instanceof Content.Text text) {
            return new Content.Text(Cut.to(most, text.text()));
        }
        return content instanceof Content.Choice choice ? fitting(choice, most) : content;
    }

    private static Content.Choice fitting(Content.Choice choice, int most) {
        String prompt = choice.prompt();
        String asked = prompt == null ? null : Cut.to(most, prompt);
        int left = most - (asked == null ? 0 : asked.length());
        List<Content.Option> options = new ArrayList<>();
        for (Content.Option option : choice.options()) {
            if (options.isEmpty()) {
                int each = Math.max(2, left / 2);
                options.add(new Content.Option(Cut.to(each, option.label()), Cut.to(each, option.value())));
            } else if (length(option) <= left) {
                options.add(option);
            } else {
                break;
            }
            left -= length(options.get(options.size() - 1));
        }
        return new Content.Choice(asked, options);
    }

    private static int length(Content content) {
        if (content instanceof Content.Choice choice) {
            String prompt = choice.prompt();
            return (prompt == null ? 0 : prompt.length())
                    + choice.options().stream().mapToInt(Decision::length).sum();
        }
        return content.plainText().length();
    }

    private static int length(Content.Option option) {
        return OPTION + option.label().length() + option.value().length();
    }

    /** Returns the same decision in other words; "1" then refers to the options they offer. */
    public Decision saying(List<Content> other) {
        List<Content.Option> offered = bounded(other).stream()
                .filter(Content.Choice.class::isInstance)
                .flatMap(choice -> ((Content.Choice) choice).options().stream())
                .toList();
        return DecisionBuilder.builder(this)
                .say(other)
                .memory(memory.offering(offered))
                .build();
    }

    /** Returns the same decision, with these forms open. */
    public Decision going(List<FormState> forms) {
        Memory after = MemoryBuilder.builder(memory).forms(forms).back(false).build();
        return DecisionBuilder.builder(this).memory(after).canWait(false).build();
    }

    /** Returns the same decision, with or without waiting a moment for another piece of the message. */
    public Decision waiting(boolean can) {
        return DecisionBuilder.builder(this).canWait(can).build();
    }

    /** Returns the same decision, which also opens a case. */
    public Decision opening(String why) {
        return DecisionBuilder.builder(this).opens(new Complaint(why)).build();
    }
}
