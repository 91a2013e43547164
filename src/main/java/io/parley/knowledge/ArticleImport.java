package io.parley.knowledge;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.directory.PublishedArticles;
import io.parley.knowledge.ArticleVersion.Action;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Imports articles from a file: the company's own text, published as it is. */
public final class ArticleImport {

    /** The outcome of importing articles; {@code leftAlone} are those that people have changed since and the import therefore did not. */
    public record Imported(int added, int changed, List<String> leftAlone) {
        Imported and(Imported other) {
            List<String> all = new ArrayList<>(leftAlone);
            all.addAll(other.leftAlone);
            return new Imported(added + other.added, changed + other.changed, all);
        }
    }

    private static final Imported NOTHING = new Imported(0, 0, List.of());

    private final ArticleStore store;
    private final ArticlesInForce inForce;
    private final Clock clock;

    public ArticleImport(ArticleStore store, PublishedArticles published, Clock clock) {
        this.store = store;
        this.inForce = new ArticlesInForce(store, published, clock);
        this.clock = clock;
    }

    /**
     * Adds what a file holds. An article that the file has changed since its last import gets a new version; one that people have changed
     * since is left alone.
     */
    public CompletionStage<Imported> run(TenantId tenant, List<Article> articles) {
        CompletionStage<Imported> all = CompletableFuture.completedStage(NOTHING);
        for (Article article : articles) {
            all = all.thenCompose(before -> importOne(tenant, article).thenApply(before::and));
        }
        return all.thenCompose(outcome -> inForce.settle(tenant).thenApply(done -> outcome));
    }

    private CompletionStage<Imported> importOne(TenantId tenant, Article article) {
        ArticleContent content = ArticleContent.of(article);
        return store.versions(tenant, article.id(), Articles.MAX_VERSIONS).thenCompose(versions -> {
            if (versions.isEmpty()) {
                return store.add(tenant, ArticleVersion.imported(article.id(), 1, content, clock.instant()))
                        .thenApply(added -> new Imported(1, 0, List.of()));
            }
            Optional<ArticleVersion> last = versions.stream()
                    .filter(version -> version.action() == Action.IMPORTED)
                    .findFirst();
            if (last.isPresent() && last.get().content().equals(content)) {
                return CompletableFuture.completedStage(NOTHING);
            }
            ArticleVersion now = versions.get(0);
            if (now.action() != Action.IMPORTED) {
                return CompletableFuture.completedStage(new Imported(0, 0, List.of(article.id())));
            }
            return store.add(tenant, ArticleVersion.imported(article.id(), now.version() + 1, content, clock.instant()))
                    .thenApply(added -> new Imported(0, 1, List.of()));
        });
    }
}
