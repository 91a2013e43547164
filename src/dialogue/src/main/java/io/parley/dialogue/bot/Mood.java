package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.language.Emotion;
import java.util.List;

/**
 * How the customer has felt lately.
 *
 * @param recent the emotions of the last turns, newest last, at most {@link #KEPT}
 * @param negatives how many turns in a row were negative
 * @param caseOpened whether a case has already been opened for it
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Mood(List<Emotion> recent, int negatives, boolean caseOpened) {

    public static final int KEPT = 5;
    public static final Mood NONE = new Mood(List.of(), 0, false);

    @JsonCreator
    @SuppressWarnings("ConstantValue")
    public Mood {
        recent = recent == null
                ? List.of()
                : List.copyOf(recent.subList(Math.max(0, recent.size() - KEPT), recent.size()));
    }
}
