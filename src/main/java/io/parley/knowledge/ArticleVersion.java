package io.parley.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.CustomerId;
import io.parley.Personal;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A version of an article, as it was after one action. The newest version is the article; versions are immutable.
 *
 * @param version from 1, without gaps
 * @param published the version whose content the bot uses; null when it uses none of this article
 * @param content what it says; empty while that is in {@code draft}
 * @param draft its content in the words of the customer it was learned from, sealed with that customer's key until it is published; null
 *     for the company's own text
 * @param origin where it was learned from; null when a person wrote it
 * @param by an agent's id, or {@link #IMPORT} or {@link #LEARNED}
 * @param comment the reason, in the words of the author; may be empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record ArticleVersion(
        String article,
        int version,
        Action action,
        State state,
        @Nullable Integer published,
        ArticleContent content,
        @Nullable Personal<ArticleContent> draft,
        @Nullable Origin origin,
        String by,
        Instant at,
        String comment) {

    /** In {@link #by}: the article came from a file. */
    public static final String IMPORT = "import";

    /** In {@link #by}: the article was made from a conversation, for a person to judge. */
    public static final String LEARNED = "learned";

    /** The state of an article. The codes are stored and sent: names must not change. */
    public enum State {
        /** Made from a conversation; not reviewed yet. */
        PROPOSED,
        DRAFT,
        IN_REVIEW,
        PUBLISHED,
        ARCHIVED,
        /** Never published, and the key of the customer whose words it was in is destroyed. Not stored: determined on reading. */
        ERASED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The action. The codes are stored and sent: names must not change. */
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

    /**
     * @param conversation in which the customer was helped, or not understood
     * @param question the id of an unanswered question
     * @param customer whose words it was in at first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Origin(String conversation, @Nullable String question, CustomerId customer) {}

    /** What is kept in a customer's words; it is sealed before it is written. */
    static Personal<ArticleContent> inTheirWords(ArticleContent content) {
        return Personal.of(Personal.Kind.TEXT, content);
    }

    /** As it is stored: what is in {@link #draft} is nowhere else. */
    ArticleVersion kept() {
        return draft == null ? this : with(state, ArticleContent.NOTHING);
    }

    /** As it is read, after {@link #draft} has been opened if that is possible. */
    ArticleVersion read() {
        if (draft == null) {
            return this;
        }
        ArticleContent says = draft.orNull();
        return says == null ? with(State.ERASED, ArticleContent.NOTHING) : with(state, says);
    }

    private ArticleVersion with(State stands, ArticleContent says) {
        return ArticleVersionBuilder.builder(this).state(stands).content(says).build();
    }

    /** As it is in a file, which counts as published. */
    static ArticleVersion imported(String article, int version, ArticleContent content, Instant at) {
        return new ArticleVersion(
                article, version, Action.IMPORTED, State.PUBLISHED, version, content, null, null, IMPORT, at, "");
    }
}
