package io.parley.edge.api.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.LocalizedText;
import io.parley.dialogue.knowledge.Article;
import io.parley.edge.kit.Json;
import io.parley.knowledge.ArticleContent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An article as clients write it: anything left out is empty. */
record ArticleRequest(
        @Nullable String id,
        Map<String, String> title,
        @Nullable Map<String, List<String>> questions,
        @Nullable Map<String, String> answer,
        @Nullable Map<String, Map<String, String>> channels,
        @Nullable List<String> tags,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable LocalDate reviewBy,
        @Nullable String comment) {

    /** @throws io.parley.Refused {@code BAD_REQUEST} for what does not follow the schema of articles */
    static ArticleRequest of(JsonNode body) {
        ArticleContent.requirePossible(body);
        return Json.read(body, ArticleRequest.class);
    }

    ArticleContent content() {
        Map<String, LocalizedText> variants = new LinkedHashMap<>();
        if (channels != null) {
            channels.forEach((channel, answered) -> variants.put(channel, text(answered)));
        }
        return new ArticleContent(
                text(title),
                questions == null
                        ? new Article.Questions(List.of(), List.of())
                        : new Article.Questions(texts(questions.get("zh")), texts(questions.get("en"))),
                text(answer),
                variants,
                texts(tags),
                validFrom,
                validUntil,
                reviewBy);
    }

    String why() {
        return comment == null ? "" : comment.strip();
    }

    private static LocalizedText text(@Nullable Map<String, String> given) {
        return given == null
                ? LocalizedText.of("", "")
                : LocalizedText.of(
                        given.getOrDefault("zh", "").strip(),
                        given.getOrDefault("en", "").strip());
    }

    private static List<String> texts(@Nullable List<String> given) {
        return given == null ? List.of() : given.stream().map(String::strip).toList();
    }
}
