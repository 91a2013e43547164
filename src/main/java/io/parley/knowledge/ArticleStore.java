package io.parley.knowledge;

import io.parley.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the versions of articles are kept. Only adds; what was written stays. */
public interface ArticleStore {

    /** The newest version of each article, in no order. */
    CompletionStage<List<ArticleVersion>> all(TenantId tenant);

    CompletionStage<Optional<ArticleVersion>> latest(TenantId tenant, String article);

    CompletionStage<Optional<ArticleVersion>> version(TenantId tenant, String article, int version);

    /** @param limit 1 to 200; @return the newest versions, newest first; empty for an article that is not known */
    CompletionStage<List<ArticleVersion>> versions(TenantId tenant, String article, int limit);

    /**
     * Adds a version.
     *
     * @return false when somebody else has written this version before; nothing is changed then
     */
    CompletionStage<Boolean> add(TenantId tenant, ArticleVersion version);
}
