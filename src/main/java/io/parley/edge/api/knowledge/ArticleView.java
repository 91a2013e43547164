package io.parley.edge.api.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.directory.Directory;
import io.parley.knowledge.ArticleContent;
import io.parley.knowledge.ArticleVersion;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of an article, as consoles see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArticleView(
        String id,
        int version,
        ArticleVersion.State state,
        ArticleVersion.Action action,
        @Nullable Integer published,
        LocalizedText title,
        Article.Questions questions,
        LocalizedText answer,
        Map<String, LocalizedText> channels,
        List<String> tags,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable LocalDate reviewBy,
        ArticleVersion.@Nullable Origin origin,
        Author changedBy,
        Instant changedAt,
        String comment) {

    /** @param name absent when it was not a person, or one who has been removed */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Author(String id, @Nullable LocalizedText name) {}

    public static ArticleView of(ArticleVersion version, TenantId tenant, Directory directory) {
        ArticleContent content = version.content();
        return new ArticleView(
                version.article(),
                version.version(),
                version.state(),
                version.action(),
                version.published(),
                content.title(),
                content.questions(),
                content.answer(),
                content.channels(),
                content.tags(),
                content.validFrom(),
                content.validUntil(),
                content.reviewBy(),
                version.origin(),
                new Author(
                        version.by(),
                        directory
                                .agent(tenant, new AgentId(version.by()))
                                .map(Directory.Agent::name)
                                .orElse(null)),
                version.at(),
                version.comment());
    }
}
