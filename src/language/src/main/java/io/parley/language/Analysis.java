package io.parley.language;

import java.util.List;
import java.util.Optional;

/**
 * How a text was understood: everything the dialogue knows about it beyond its words, so that a decision can be replayed from it.
 *
 * @param intents the likeliest, best first; empty when the tenant has no model or the text has no words
 * @param outOfScope whether it is probably none of them
 * @param emotion {@link Emotion#NEUTRAL} when no other is certain enough
 * @param emotionConfidence 0 to 1
 * @param entities in text order, not overlapping
 * @param model the version of the tenant's model that was used; empty for none
 */
public record Analysis(
        Language language,
        List<Intent> intents,
        boolean outOfScope,
        Emotion emotion,
        double emotionConfidence,
        List<Entity> entities,
        String model) {

    /** @param confidence 0 to 1: how often a guess this certain is right */
    public record Intent(String name, double confidence) {}

    public Analysis {
        intents = List.copyOf(intents);
        entities = List.copyOf(entities);
    }

    /** The likeliest intent, unless the text is probably out of scope. */
    public Optional<Intent> intent() {
        return outOfScope || intents.isEmpty() ? Optional.empty() : Optional.of(intents.get(0));
    }

    public List<Entity> entities(String type) {
        return entities.stream().filter(entity -> entity.type().equals(type)).toList();
    }
}
