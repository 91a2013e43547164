package io.parley.knowledge;

import akka.Done;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.directory.DirectoryContent;
import io.parley.directory.PublishedArticles;
import io.parley.kit.Yaml;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The articles in force: the published version of each, while it is valid. Derived from the versions, so several nodes may write it,
 * and as often as they like.
 */
public final class ArticlesInForce {

    private static final Logger LOG = LoggerFactory.getLogger(ArticlesInForce.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArticleStore store;
    private final PublishedArticles published;
    private final Clock clock;

    ArticlesInForce(ArticleStore store, PublishedArticles published, Clock clock) {
        this.store = store;
        this.published = published;
        this.clock = clock;
    }

    /**
     * Updates the bot's copy of an article. If this fails, the next {@link #settle} repairs it; the change itself is stored.
     */
    CompletionStage<Done> follow(TenantId tenant, ArticleVersion article) {
        return shelve(tenant, article).exceptionally(failure -> {
            LOG.warn(
                    "an article of {} will take effect later: {}",
                    tenant,
                    failure.getClass().getSimpleName());
            return Done.getInstance();
        });
    }

    private CompletionStage<Done> shelve(TenantId tenant, ArticleVersion article) {
        return inForce(tenant, article)
                .thenCompose(entry -> entry.isPresent()
                        ? published.put(tenant, entry.get())
                        : published.remove(tenant, article.article()));
    }

    private CompletionStage<Optional<DirectoryContent.Article>> inForce(TenantId tenant, ArticleVersion article) {
        Integer version = article.published();
        if (version == null) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        CompletionStage<Optional<ArticleVersion>> used = version == article.version()
                ? CompletableFuture.completedStage(Optional.of(article))
                : store.version(tenant, article.article(), version);
        Instant now = clock.instant();
        return used.thenApply(found -> found.map(ArticleVersion::content)
                .filter(content -> content.validAt(now))
                .map(content ->
                        new DirectoryContent.Article(article.article(), json(content.inForce(article.article())))));
    }

    /**
     * Makes what the bot reads agree with what is published and valid now: this begins and ends validity, and completes work left undone by
     * a crash. An article that is in the directory only was put there by an older build and becomes an imported one.
     */
    public CompletionStage<Done> settle(TenantId tenant) {
        return published
                .read(tenant)
                .thenCombine(store.all(tenant), (shelf, all) -> {
                    Map<String, String> shown = new HashMap<>();
                    shelf.forEach(article -> shown.put(article.id(), article.json()));
                    CompletionStage<Done> work = CompletableFuture.completedStage(Done.getInstance());
                    for (ArticleVersion article : all) {
                        String before = shown.remove(article.article());
                        work = work.thenCompose(done -> inForce(tenant, article)
                                .thenCompose(entry -> settleOne(tenant, article.article(), before, entry)));
                    }
                    for (Map.Entry<String, String> unknown : shown.entrySet()) {
                        work = work.thenCompose(done -> adopt(tenant, unknown.getKey(), unknown.getValue()));
                    }
                    return work;
                })
                .thenCompose(work -> work);
    }

    private CompletionStage<Done> settleOne(
            TenantId tenant, String id, @Nullable String before, Optional<DirectoryContent.Article> entry) {
        if (Objects.equals(before, entry.map(DirectoryContent.Article::json).orElse(null))) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return entry.isPresent() ? published.put(tenant, entry.get()) : published.remove(tenant, id);
    }

    private CompletionStage<Done> adopt(TenantId tenant, String id, String json) {
        try {
            ArticleContent content =
                    ArticleContent.of(ArticleFile.parse("[" + json + "]").get(0));
            return store.add(tenant, ArticleVersion.imported(id, 1, content, clock.instant()))
                    .thenApply(added -> Done.getInstance());
        } catch (Yaml.Invalid e) {
            LOG.warn("the article {} of {} in the directory cannot be read: {}", id, tenant, e.getMessage());
            return CompletableFuture.completedStage(Done.getInstance());
        }
    }

    private static String json(Article article) {
        try {
            return JSON.writeValueAsString(article);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written as JSON", e);
        }
    }
}
