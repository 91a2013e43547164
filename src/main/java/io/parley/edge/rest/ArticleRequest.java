package io.parley.edge.rest;

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
import org.jspecify.annotations.Nullable;

/** An article as clients write it: whatever is left out is empty. */
record ArticleRequest(
        @Nullable String id,
        @Nullable Texts title,
        @Nullable Lists questions,
        @Nullable Texts answer,
        @Nullable Map<String, @Nullable Texts> channels,
        @Nullable List<@Nullable String> tags,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable LocalDate reviewBy,
        @Nullable String comment) {

    record Texts(@Nullable String zh, @Nullable String en) {}

    record Lists(@Nullable List<@Nullable String> zh, @Nullable List<@Nullable String> en) {}

    ArticleContent content() {
        Map<String, LocalizedText> variants = new LinkedHashMap<>();
        if (channels != null) {
            channels.forEach((channel, answered) -> variants.put(channel, text(answered)));
        }
        return new ArticleContent(
                text(title),
                new Article.Questions(
                        texts("questions.zh", questions == null ? null : questions.zh()),
                        texts("questions.en", questions == null ? null : questions.en())),
                text(answer),
                variants,
                texts("tags", tags),
                validFrom,
                validUntil,
                reviewBy);
    }

    String why() {
        return comment == null ? "" : comment.strip();
    }

    private static LocalizedText text(@Nullable Texts given) {
        return given == null ? LocalizedText.of("", "") : LocalizedText.of(text(given.zh()), text(given.en()));
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
