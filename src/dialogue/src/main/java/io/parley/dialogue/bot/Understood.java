package io.parley.dialogue.bot;

import io.parley.language.Emotion;
import io.parley.language.Language;
import java.util.List;

/**
 * What was understood of a turn's words, as stored in journals.
 *
 * @param intents the likeliest, best first
 * @param outOfScope whether it is probably none of them
 * @param emotionConfidence 0 to 1
 * @param entities in order of appearance, not overlapping
 * @param model the version of the tenant's model that was used; empty for none
 */
public record Understood(
        Language language,
        List<Intent> intents,
        boolean outOfScope,
        Emotion emotion,
        double emotionConfidence,
        List<NamedEntity> entities,
        String model) {

    /** @param confidence 0 to 1: how often a guess with this confidence is right */
    public record Intent(String name, double confidence) {}

    /**
     * Something the text names.
     *
     * @param type such as {@code order_number}
     * @param value what is meant, normalised
     * @param start in UTF-16 code units from the beginning of the text
     * @param end exclusive
     */
    public record NamedEntity(String type, String value, int start, int end) {}

    public Understood {
        intents = List.copyOf(intents);
        entities = List.copyOf(entities);
    }
}
