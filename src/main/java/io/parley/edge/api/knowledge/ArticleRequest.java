package io.parley.edge.api.knowledge;

import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.dialogue.knowledge.Article;
import io.parley.knowledge.ArticleContent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An article as clients write it: anything left out is empty. */
record ArticleRequest(
        @Nullable String id,
        @Nullable Map<String, @Nullable String> title,
        @Nullable Map<String, @Nullable List<@Nullable String>> questions,
        @Nullable Map<String, @Nullable String> answer,
        @Nullable Map<String, @Nullable Map<String, @Nullable String>> channels,
        @Nullable List<@Nullable String> tags,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable LocalDate reviewBy,
        @Nullable String comment) {

    /** The languages in which the bot answers. */
    private static final Set<String> LANGUAGES = Set.of("zh", "en");

    ArticleContent content() {
        Map<String, LocalizedText> variants = new LinkedHashMap<>();
        if (channels != null) {
            channels.forEach((channel, answered) -> variants.put(channel, text("channels." + channel, answered)));
        }
        return new ArticleContent(
                text("title", title),
                inLanguages(),
                text("answer", answer),
                variants,
                texts("tags", tags),
                validFrom,
                validUntil,
                reviewBy);
    }

    String why() {
        return comment == null ? "" : comment.strip();
    }

    private Article.Questions inLanguages() {
        if (questions == null) {
            return new Article.Questions(List.of(), List.of());
        }
        requireKnown("questions", questions.keySet());
        return new Article.Questions(
                texts("questions.zh", questions.get("zh")), texts("questions.en", questions.get("en")));
    }

    private static LocalizedText text(String field, @Nullable Map<String, @Nullable String> given) {
        if (given == null) {
            return LocalizedText.of("", "");
        }
        requireKnown(field, given.keySet());
        return LocalizedText.of(text(given.get("zh")), text(given.get("en")));
    }

    private static void requireKnown(String field, Set<String> languages) {
        if (!LANGUAGES.containsAll(languages)) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, field + ": articles are kept in zh and en. Leave other languages out.");
        }
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }

    private static List<String> texts(String field, @Nullable List<@Nullable String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.stream().anyMatch(Objects::isNull)) {
            throw new Refused(ErrorCode.BAD_REQUEST, field + ": only texts may be listed.");
        }
        return given.stream().map(ArticleRequest::text).toList();
    }
}
