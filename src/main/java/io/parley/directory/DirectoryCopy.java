package io.parley.directory;

import io.parley.AgentId;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Queue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All tenants' content at one moment, indexed for every kind of look-up. Immutable, so that reads need no lock. */
final class DirectoryCopy {

    static final DirectoryCopy EMPTY = new DirectoryCopy(Map.of());

    private record Tenant(
            DirectoryContent content, Map<AgentId, Agent> agents, Map<String, ChannelAccount> channelAccounts) {}

    private final Map<TenantId, Tenant> tenants;
    private final Map<String, Agent> byEmail = new HashMap<>();
    private final Map<String, ChannelAccount> byWidgetKey = new HashMap<>();
    private final Map<String, ChannelAccount> bySecretHash = new HashMap<>();

    DirectoryCopy(Map<TenantId, DirectoryContent> contents) {
        Map<TenantId, Tenant> indexed = new HashMap<>();
        contents.forEach((id, content) -> {
            indexed.put(
                    id,
                    new Tenant(
                            content,
                            content.agents().stream().collect(Collectors.toMap(Agent::id, Function.identity())),
                            content.channelAccounts().stream()
                                    .collect(Collectors.toMap(ChannelAccount::account, Function.identity()))));
            content.agents().forEach(agent -> byEmail.put(normalized(agent.email()), agent));
            content.channelAccounts().forEach(account -> {
                byWidgetKey.put(account.widgetKey(), account);
                if (!account.secretHash().isEmpty()) {
                    bySecretHash.put(account.secretHash(), account);
                }
            });
        });
        tenants = Map.copyOf(indexed);
    }

    /** E-mail addresses are compared ignoring case. */
    static String normalized(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    Optional<Agent> agent(TenantId tenant, AgentId id) {
        Tenant found = tenants.get(tenant);
        return found == null
                ? Optional.empty()
                : Optional.ofNullable(found.agents().get(id));
    }

    Optional<Agent> agentByEmail(String email) {
        return Optional.ofNullable(byEmail.get(normalized(email)));
    }

    Optional<ChannelAccount> channelAccount(TenantId tenant, String account) {
        Tenant found = tenants.get(tenant);
        return found == null
                ? Optional.empty()
                : Optional.ofNullable(found.channelAccounts().get(account));
    }

    Optional<ChannelAccount> byWidgetKey(String key) {
        return Optional.ofNullable(byWidgetKey.get(key));
    }

    Optional<ChannelAccount> bySecretHash(String hash) {
        return Optional.ofNullable(bySecretHash.get(hash));
    }

    List<Agent> agents(TenantId tenant) {
        return content(tenant).agents();
    }

    List<DirectoryContent.Article> articles(TenantId tenant) {
        return content(tenant).articles();
    }

    List<DirectoryContent.Document> documents(TenantId tenant, String kind) {
        return content(tenant).documents().getOrDefault(kind, List.of());
    }

    List<Queue> queues(TenantId tenant) {
        return content(tenant).queues();
    }

    List<TenantId> tenants() {
        return tenants.keySet().stream().sorted().toList();
    }

    DirectoryContent content(TenantId tenant) {
        @Nullable Tenant found = tenants.get(tenant);
        return found == null ? DirectoryContent.EMPTY : found.content();
    }
}
