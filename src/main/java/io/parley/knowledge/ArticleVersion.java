package io.parley.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An article as it was after something was done to it. The newest version is the article; none is ever changed.
 *
 * @param version from 1, without gaps
 * @param published the version whose content the bot uses; none when it uses none of this article
 * @param origin where it was learned from, when nobody wrote it
 * @param by an agent's id, or {@link #IMPORT} or {@link #LEARNED}
 * @param comment why, in the words of who did it; may be empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArticleVersion(
        String article,
        int version,
        Action action,
        State state,
        @Nullable Integer published,
        ArticleContent content,
        @Nullable Origin origin,
        String by,
        Instant at,
        String comment) {

    /** In {@link #by}: it came from a file. */
    public static final String IMPORT = "import";

    /** In {@link #by}: it was made from a conversation, for a person to judge. */
    public static final String LEARNED = "learned";

    /** Where an article stands. The codes are stored and sent: names may not change. */
    public enum State {
        /** Made from a conversation; nobody has looked at it. */
        PROPOSED,
        DRAFT,
        IN_REVIEW,
        PUBLISHED,
        ARCHIVED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What was done. The codes are stored and sent: names may not change. */
    public enum Action {
        IMPORTED,
        PROPOSED,
        CREATED,
        CHANGED,
        SUBMITTED,
        PUBLISHED,
        ARCHIVED,
        RESTORED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param conversation in which the customer was helped, or asked in vain; @param question the id of an unanswered question */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Origin(@Nullable String conversation, @Nullable String question) {}

    /** As it stands in a file, which counts as published. */
    static ArticleVersion imported(String article, int version, ArticleContent content, Instant at) {
        return new ArticleVersion(
                article, version, Action.IMPORTED, State.PUBLISHED, version, content, null, IMPORT, at, "");
    }
}
