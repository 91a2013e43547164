package io.parley.corenlp;

import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import io.parley.language.Entity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins neighbouring words of one kind into names. */
final class Names {

    private final String text;
    private final List<Entity> all = new ArrayList<>();

    Names(String text) {
        this.text = text;
    }

    /** @param tokens of one sentence, with the classifier's answer for each */
    void add(List<CoreLabel> tokens) {
        @Nullable String open = null;
        int start = 0;
        int end = 0;
        for (CoreLabel token : tokens) {
            @Nullable String type = type(token.get(CoreAnnotations.AnswerAnnotation.class));
            if (open != null && !open.equals(type)) {
                close(open, start, end);
                open = null;
            }
            if (type != null) {
                start = open == null ? token.beginPosition() : start;
                end = token.endPosition();
                open = type;
            }
        }
        if (open != null) {
            close(open, start, end);
        }
    }

    private void close(String type, int start, int end) {
        if (start < end && end <= text.length()) {
            String value = text.substring(start, end).replaceAll("\\s+", " ").strip();
            if (!value.isEmpty()) {
                all.add(new Entity(type, value, start, end));
            }
        }
    }

    List<Entity> all() {
        return all;
    }

    /** The models distinguish places by their size. */
    private static @Nullable String type(@Nullable String answer) {
        if (answer == null) {
            return null;
        }
        return switch (answer) {
            case "PERSON" -> Entity.PERSON;
            case "ORGANIZATION" -> Entity.ORGANISATION;
            case "LOCATION", "GPE", "CITY", "COUNTRY", "STATE_OR_PROVINCE", "FACILITY" -> Entity.PLACE;
            default -> null;
        };
    }
}
