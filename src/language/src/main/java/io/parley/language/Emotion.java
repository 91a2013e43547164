package io.parley.language;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a customer feels about what they write. */
public enum Emotion {
    ANGRY,
    ANXIOUS,
    DISAPPOINTED,
    SATISFIED,
    NEUTRAL;

    /** {@code angry} and so on, as clients see it and as training files label it. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The coarse sentiment this emotion goes with. */
    public Sentiment sentiment() {
        return switch (this) {
            case ANGRY, ANXIOUS, DISAPPOINTED -> Sentiment.NEGATIVE;
            case SATISFIED -> Sentiment.POSITIVE;
            case NEUTRAL -> Sentiment.NEUTRAL;
        };
    }
}
