package io.parley.directory;

import akka.Done;
import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Article;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes the articles that {@link Directory#articles} shows, one at a time. Nothing here blocks. */
public interface PublishedArticles {

    /** What is stored now. */
    CompletionStage<List<Article>> read(TenantId tenant);

    /** Adds or replaces an article; every node sees it within {@code parley.directory.refresh-interval}. */
    CompletionStage<Done> put(TenantId tenant, Article article);

    /** Removes an article; does nothing when there is none. */
    CompletionStage<Done> remove(TenantId tenant, String article);
}
