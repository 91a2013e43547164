package io.parley.dialogue.actions;

import io.parley.TenantId;
import java.util.Map;

/** What each tenant's actions are now; never blocks. */
@FunctionalInterface
public interface ActionDescriptions {

    /** By id; empty for a tenant without any. */
    Map<String, ActionDescription> forTenant(TenantId tenant);
}
