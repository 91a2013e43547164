package io.parley.knowledge;

import io.parley.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Versions in memory. */
public final class FakeArticleStore implements ArticleStore {

    private record Key(TenantId tenant, String article) {}

    private final Map<Key, List<ArticleVersion>> versions = new LinkedHashMap<>();

    @Override
    public synchronized CompletionStage<List<ArticleVersion>> all(TenantId tenant) {
        return CompletableFuture.completedStage(versions.entrySet().stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant))
                .map(entry -> entry.getValue().get(entry.getValue().size() - 1))
                .toList());
    }

    @Override
    public CompletionStage<Optional<ArticleVersion>> latest(TenantId tenant, String article) {
        return versions(tenant, article, 1).thenApply(found -> found.stream().findFirst());
    }

    @Override
    public CompletionStage<Optional<ArticleVersion>> version(TenantId tenant, String article, int version) {
        return versions(tenant, article, Integer.MAX_VALUE)
                .thenApply(found ->
                        found.stream().filter(one -> one.version() == version).findFirst());
    }

    @Override
    public synchronized CompletionStage<List<ArticleVersion>> versions(TenantId tenant, String article, int limit) {
        List<ArticleVersion> found = new ArrayList<>(versions.getOrDefault(new Key(tenant, article), List.of()));
        Collections.reverse(found);
        return CompletableFuture.completedStage(found.stream().limit(limit).toList());
    }

    @Override
    public synchronized CompletionStage<Boolean> add(TenantId tenant, ArticleVersion version) {
        List<ArticleVersion> known =
                versions.computeIfAbsent(new Key(tenant, version.article()), key -> new ArrayList<>());
        if (version.version() != known.size() + 1) {
            return CompletableFuture.completedStage(false);
        }
        known.add(version);
        return CompletableFuture.completedStage(true);
    }
}
