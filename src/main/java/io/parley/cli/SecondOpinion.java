package io.parley.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.language.Sentiment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another engine's analysis of a text.
 *
 * @param sentiment null for languages whose sentiment it does not determine
 * @param agrees with the first opinion on the sentiment; null if it has none
 * @param ms how long it took
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SecondOpinion(List<Named> names, @Nullable Sentiment sentiment, @Nullable Boolean agrees, double ms) {

    record Named(String type, String value, int start, int end) {}
}
