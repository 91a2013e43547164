package io.parley.cluster;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.Knowledge;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent;
import io.parley.language.embedding.Embedder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The articles of the directory, indexed once for every change of them. What they mean takes seconds to learn, so it is learned apart:
 * until then a tenant's first articles are found by their words alone, and changed ones are told as they were before.
 */
final class DirectoryKnowledge implements Knowledge {

    /**
     * @param from what the index shows, or will show when it is complete
     * @param complete done when the index knows what the articles mean
     */
    private record Indexed(
            List<DirectoryContent.Article> from, KnowledgeIndex index, CompletableFuture<KnowledgeIndex> complete) {

        KnowledgeIndex newest() {
            return complete.getNow(index);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryKnowledge.class);

    private final Directory directory;
    private final Embedder embedder;
    private final Executor background;
    private final Map<TenantId, Indexed> indexes = new ConcurrentHashMap<>();

    /** @param background where articles are embedded, some seconds for hundred new ones; one thread is enough */
    DirectoryKnowledge(Directory directory, Embedder embedder, Executor background) {
        this.directory = directory;
        this.embedder = embedder;
        this.background = background;
    }

    @Override
    public KnowledgeIndex forTenant(TenantId tenant) {
        return indexed(tenant).newest();
    }

    /** Completes when what every tenant's articles mean is known. */
    CompletionStage<Void> ready() {
        return CompletableFuture.allOf(directory.tenants().stream()
                .map(tenant -> indexed(tenant).complete())
                .toArray(CompletableFuture[]::new));
    }

    private Indexed indexed(TenantId tenant) {
        List<DirectoryContent.Article> articles = directory.articles(tenant);
        Indexed known = indexes.get(tenant);
        return known != null && known.from().equals(articles)
                ? known
                : indexes.compute(
                        tenant,
                        (same, before) ->
                                before != null && before.from().equals(articles) ? before : changed(articles, before));
    }

    private Indexed changed(List<DirectoryContent.Article> from, @Nullable Indexed before) {
        List<Article> articles = ArticleFile.parse(
                from.stream().map(DirectoryContent.Article::json).collect(Collectors.joining(",", "[", "]")));
        KnowledgeIndex meanwhile = before == null ? KnowledgeIndex.of(articles) : before.newest();
        CompletableFuture<KnowledgeIndex> earlier =
                before == null ? CompletableFuture.completedFuture(KnowledgeIndex.EMPTY) : before.complete();
        // After the one before, whose vectors it uses again.
        CompletableFuture<KnowledgeIndex> complete = earlier.thenApplyAsync(
                        known -> KnowledgeIndex.of(articles, embedder, known), background)
                .exceptionally(failure -> {
                    LOG.error("articles are found by their words alone, as they could not be embedded", failure);
                    return KnowledgeIndex.of(articles);
                });
        return new Indexed(from, meanwhile, complete);
    }
}
