package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a request for a composed answer; stored with the answer it led to, so that the decision can be made again without a
 * language model.
 *
 * @param request the key of the request
 * @param outcome {@link #COMPOSED}, or why there is no text: {@link #UNANSWERABLE}, {@code rejected:} or {@code failed:} and a short code
 * @param text the composed text, with marks such as {@code [1]} for the articles; null when there is none
 * @param articles the ids of the cited articles, {@code [1]} first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Composed(String request, String outcome, @Nullable String text, List<String> articles) {

    public static final String COMPOSED = "composed";

    /** The model found that the articles do not answer the question. */
    public static final String UNANSWERABLE = "unanswerable";

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public Composed {
        articles = articles == null ? List.of() : List.copyOf(articles);
    }
}
