package io.parley.directory;

import akka.Done;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A directory in memory; changes are visible immediately. */
public final class FakeDirectory extends CopiedDirectory implements DirectoryStore {

    private final Map<TenantId, DirectoryContent> contents = new LinkedHashMap<>();

    @Override
    public synchronized DirectoryContent read(TenantId tenant) {
        return contents.getOrDefault(tenant, DirectoryContent.EMPTY);
    }

    @Override
    public synchronized void add(TenantId tenant, DirectoryContent content) {
        for (Agent agent : content.agents()) {
            contents.values().stream()
                    .flatMap(known -> known.agents().stream())
                    .filter(other -> other.email().equalsIgnoreCase(agent.email()))
                    .filter(other -> !(other.tenant().equals(agent.tenant())
                            && other.id().equals(agent.id())))
                    .findAny()
                    .ifPresent(other -> {
                        throw new Refused(ErrorCode.NOT_POSSIBLE_NOW, "The e-mail address is taken.");
                    });
        }
        for (ChannelAccount account : content.channelAccounts()) {
            contents.values().stream()
                    .flatMap(known -> known.channelAccounts().stream())
                    .filter(other -> !(other.tenant().equals(account.tenant())
                            && other.account().equals(account.account())))
                    .flatMap(other -> other.claims().stream())
                    .filter(account.claims()::contains)
                    .findAny()
                    .ifPresent(claim -> {
                        throw ChannelAccount.taken(claim, account);
                    });
        }
        DirectoryContent before = read(tenant);
        DirectoryContent after = new DirectoryContent(
                        merged(before.agents(), content.agents(), Agent::id),
                        merged(before.queues(), content.queues(), Queue::id),
                        merged(before.channelAccounts(), content.channelAccounts(), ChannelAccount::account),
                        merged(before.articles(), content.articles(), DirectoryContent.Article::id))
                .with(merged(
                        before.allDocuments(),
                        content.allDocuments(),
                        document -> List.of(document.kind(), document.id())));
        if (!after.equals(before)) {
            contents.put(tenant, after);
            replace(new DirectoryCopy(contents));
        }
    }

    /** Its articles, written one at a time. */
    public PublishedArticles published() {
        return new PublishedArticles() {
            @Override
            public CompletionStage<List<DirectoryContent.Article>> read(TenantId tenant) {
                return CompletableFuture.completedStage(
                        FakeDirectory.this.read(tenant).articles());
            }

            @Override
            public CompletionStage<Done> put(TenantId tenant, DirectoryContent.Article article) {
                add(tenant, new DirectoryContent(List.of(), List.of(), List.of(), List.of(article)));
                return CompletableFuture.completedStage(Done.getInstance());
            }

            @Override
            public CompletionStage<Done> remove(TenantId tenant, String article) {
                withoutArticle(tenant, article);
                return CompletableFuture.completedStage(Done.getInstance());
            }
        };
    }

    /** Its documents, written one at a time. */
    public TenantDocuments edited() {
        return new TenantDocuments() {
            @Override
            public CompletionStage<List<DirectoryContent.Document>> read(TenantId tenant, String kind) {
                return CompletableFuture.completedStage(documents(tenant, kind));
            }

            @Override
            public CompletionStage<Boolean> replace(
                    TenantId tenant, DirectoryContent.@Nullable Document before, DirectoryContent.Document after) {
                synchronized (FakeDirectory.this) {
                    List<DirectoryContent.Document> stored = documents(tenant, after.kind()).stream()
                            .filter(document -> document.id().equals(after.id()))
                            .toList();
                    boolean same = stored.equals(before == null ? List.of() : List.of(before));
                    if (same) {
                        add(tenant, DirectoryContent.EMPTY.with(List.of(after)));
                    }
                    return CompletableFuture.completedStage(same);
                }
            }
        };
    }

    private synchronized void withoutArticle(TenantId tenant, String article) {
        DirectoryContent before = read(tenant);
        contents.put(
                tenant,
                new DirectoryContent(
                        before.agents(),
                        before.queues(),
                        before.channelAccounts(),
                        before.articles().stream()
                                .filter(other -> !other.id().equals(article))
                                .toList()));
        replace(new DirectoryCopy(contents));
    }

    /** Removes an agent. */
    public void dismiss(Agent agent) {
        removeAgents(agent.tenant(), Set.of(agent.id()));
    }

    @Override
    public synchronized void removeAgents(TenantId tenant, Set<AgentId> agents) {
        DirectoryContent before = read(tenant);
        contents.put(
                tenant,
                new DirectoryContent(
                        before.agents().stream()
                                .filter(other -> !agents.contains(other.id()))
                                .toList(),
                        before.queues(),
                        before.channelAccounts(),
                        before.articles(),
                        before.documents()));
        replace(new DirectoryCopy(contents));
    }

    private static <T, K> List<T> merged(List<T> before, List<T> more, Function<T, K> key) {
        Map<K, T> all = new LinkedHashMap<>();
        before.forEach(one -> all.put(key.apply(one), one));
        more.forEach(one -> all.put(key.apply(one), one));
        return new ArrayList<>(all.values());
    }

    @Override
    public CompletionStage<Done> ready() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
