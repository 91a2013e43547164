package io.parley;

import akka.persistence.typed.PersistenceId;

/**
 * The sharding key of everything that belongs to a tenant: {@code tenant|id}. The one place where keys are written and read, so
 * that no entity can be reached without its tenant.
 */
public record EntityKey(TenantId tenant, String id) {

    private static final char SEPARATOR = '|';

    public static EntityKey parse(String key) {
        int at = key.indexOf(SEPARATOR);
        if (at < 0) {
            throw new IllegalArgumentException("a key has the form tenant|id");
        }
        return new EntityKey(new TenantId(key.substring(0, at)), key.substring(at + 1));
    }

    public static String of(TenantId tenant, CustomerId customer) {
        return tenant.value() + SEPARATOR + customer.value();
    }

    public static String of(TenantId tenant, ConversationId conversation) {
        return tenant.value() + SEPARATOR + conversation.value();
    }

    public static String of(TenantId tenant, AgentId agent) {
        return tenant.value() + SEPARATOR + agent.value();
    }

    /** The key of a channel account's only entity. */
    public static String ofChannelAccount(TenantId tenant, String account) {
        return tenant.value() + SEPARATOR + account;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return tenant.value() + SEPARATOR + id;
    }

    /** The id of an entity in the journal; {@code type} is its sharding type. */
    public static PersistenceId persistenceId(String type, String key) {
        return PersistenceId.ofUniqueId(type + SEPARATOR + key);
    }

    /** The key of an entity of which each tenant has exactly one. */
    public static String of(TenantId tenant) {
        return tenant.value() + SEPARATOR + "all";
    }
}
