package io.parley.bots.actions;

import io.parley.TenantId;
import java.util.Map;

/** Provides each tenant's current actions; never blocks. */
@FunctionalInterface
public interface ActionDescriptions {

    /** Returns the actions by id; empty for a tenant without any. */
    Map<String, ActionDescription> forTenant(TenantId tenant);
}
