package io.parley.cluster.launch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.language.Sentiment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another engine says of a text.
 *
 * @param sentiment null for a language of which it tells none
 * @param agrees with the first opinion on the sentiment; null where it has none
 * @param words none for a language that writes them apart
 * @param ms how long it took
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SecondOpinion(
        List<Named> names, @Nullable Sentiment sentiment, @Nullable Boolean agrees, List<String> words, double ms) {

    record Named(String type, String value, int start, int end) {}
}
