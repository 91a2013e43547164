package io.parley.directory;

import io.parley.AgentId;
import io.parley.TenantId;
import java.util.List;
import java.util.Optional;

/** A directory answered from a copy that a subclass keeps up to date. */
abstract class CopiedDirectory implements Directory {

    private volatile DirectoryCopy copy = DirectoryCopy.EMPTY;

    final DirectoryCopy copy() {
        return copy;
    }

    final void replace(DirectoryCopy next) {
        copy = next;
    }

    @Override
    public final Optional<Agent> agent(TenantId tenant, AgentId id) {
        return copy.agent(tenant, id);
    }

    @Override
    public final List<Agent> agents(TenantId tenant) {
        return copy.agents(tenant);
    }

    @Override
    public final Optional<Agent> agentByEmail(String email) {
        return copy.agentByEmail(email);
    }

    @Override
    public final List<Queue> queues(TenantId tenant) {
        return copy.queues(tenant);
    }

    @Override
    public final List<DirectoryContent.Article> articles(TenantId tenant) {
        return copy().articles(tenant);
    }

    @Override
    public final List<DirectoryContent.Document> documents(TenantId tenant, String kind) {
        return copy.documents(tenant, kind);
    }

    @Override
    public final Optional<ChannelAccount> channelAccount(TenantId tenant, String account) {
        return copy.channelAccount(tenant, account);
    }

    @Override
    public final Optional<ChannelAccount> byWidgetKey(String widgetKey) {
        return copy.byWidgetKey(widgetKey);
    }

    @Override
    public final Optional<ChannelAccount> bySecretHash(String secretHash) {
        return copy.bySecretHash(secretHash);
    }

    @Override
    public final List<TenantId> tenants() {
        return copy.tenants();
    }
}
