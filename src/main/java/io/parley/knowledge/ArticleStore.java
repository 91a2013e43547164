package io.parley.knowledge;

import io.parley.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Stores the versions of articles. Append-only: what was written stays. */
public interface ArticleStore {

    /** The newest version of each article, in no particular order. */
    CompletionStage<List<ArticleVersion>> all(TenantId tenant);

    CompletionStage<Optional<ArticleVersion>> latest(TenantId tenant, String article);

    CompletionStage<Optional<ArticleVersion>> version(TenantId tenant, String article, int version);

    /**
     * @param limit 1 to 200
     * @return the newest versions, newest first; empty for an unknown article
     */
    CompletionStage<List<ArticleVersion>> versions(TenantId tenant, String article, int limit);

    /**
     * Adds a version. If an attempt has failed, it is unknown whether the version was written; another attempt settles that.
     *
     * @return false if this version was already written, by an earlier attempt or by another writer: it stays as it is, and {@link #all}
     *     shows it
     */
    CompletionStage<Boolean> add(TenantId tenant, ArticleVersion version);
}
