package io.parley.dialogue.bot;

import java.util.List;

/**
 * The wish to bring in a human.
 *
 * @param summary what the human should know at a glance, in the language of the conversation
 * @param skills what is needed beside the language, e.g. {@code orders}
 */
public record Handoff(HandoffReason reason, String summary, List<String> skills) {
    public Handoff {
        skills = List.copyOf(skills);
    }
}
