package io.parley.dialogue.turn;

import io.parley.dialogue.bot.Mood;
import io.parley.language.Emotion;
import io.parley.language.Sentiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what follows from how a customer feels and how that has changed over the conversation. */
final class Moods {

    /** Number of negative turns in a row that opens a case and brings in somebody senior, once. */
    static final int NEGATIVES_TO_CASE = 3;

    private Moods() {}

    static Mood after(@Nullable Mood before, Emotion emotion) {
        Mood mood = before == null ? Mood.NONE : before;
        List<Emotion> recent = new ArrayList<>(mood.recent());
        recent.add(emotion);
        boolean negative = emotion.sentiment() == Sentiment.NEGATIVE;
        return new Mood(recent, negative ? mood.negatives() + 1 : 0, mood.caseOpened());
    }

    /** Whether it is time to notify somebody in charge. */
    static boolean opensCase(Mood now) {
        return !now.caseOpened() && now.negatives() >= NEGATIVES_TO_CASE;
    }

    /** Whether the customer is past talking to a bot: angry now, and at least once before in the recent turns. */
    static boolean needsSenior(Mood now) {
        List<Emotion> recent = now.recent();
        return !recent.isEmpty()
                && recent.get(recent.size() - 1) == Emotion.ANGRY
                && recent.stream().filter(Emotion.ANGRY::equals).count() >= 2;
    }

    /** Returns the key of a sentence to begin the answer with; only when the mood turns bad, not for every answer. */
    static Optional<String> tone(@Nullable Mood before, Mood now) {
        Emotion emotion = now.recent().get(now.recent().size() - 1);
        if (emotion.sentiment() != Sentiment.NEGATIVE) {
            return Optional.empty();
        }
        boolean same = before != null
                && !before.recent().isEmpty()
                && before.recent().get(before.recent().size() - 1) == emotion;
        return same ? Optional.empty() : Optional.of("tone." + emotion.code());
    }
}
