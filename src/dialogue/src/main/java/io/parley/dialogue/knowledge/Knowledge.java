package io.parley.dialogue.knowledge;

import io.parley.TenantId;

/** Where the bot finds what a tenant knows. */
@FunctionalInterface
public interface Knowledge {

    /** Returns the articles in force now; {@link KnowledgeIndex#EMPTY} for a tenant without any. Quick: called in every turn. */
    KnowledgeIndex forTenant(TenantId tenant);
}
