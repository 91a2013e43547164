package io.parley.dialogue.bot;

import io.parley.Cut;
import java.util.List;

/**
 * A request to bring in a human.
 *
 * @param summary what the human should know at a glance, in the language of the conversation
 * @param skills what is needed besides the language, e.g. {@code orders}
 */
public record Handoff(HandoffReason reason, String summary, List<String> skills) {
    /** Maximum length of the summary, in UTF-16 units; a longer one is cut. */
    public static final int MAX_SUMMARY = 1_000;

    /** Maximum number of skills asked for; with more, no agent would have all of them. */
    public static final int MAX_SKILLS = 10;

    public Handoff {
        summary = Cut.to(MAX_SUMMARY, summary);
        skills = List.copyOf(skills.subList(0, Math.min(skills.size(), MAX_SKILLS)));
    }
}
