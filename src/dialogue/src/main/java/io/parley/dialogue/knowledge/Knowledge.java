package io.parley.dialogue.knowledge;

import io.parley.TenantId;

/** Provides the bot with each tenant's articles. */
@FunctionalInterface
public interface Knowledge {

    /** Returns the articles in force now; {@link KnowledgeIndex#EMPTY} for a tenant without any. Quick: called in every turn. */
    KnowledgeIndex forTenant(TenantId tenant);
}
