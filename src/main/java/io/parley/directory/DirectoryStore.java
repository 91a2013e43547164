package io.parley.directory;

import io.parley.AgentId;
import io.parley.TenantId;
import java.util.Set;

/**
 * The write side of the directory. Blocks the calling thread: for imports and tools, never on an actor's thread.
 */
public interface DirectoryStore {

    /** What is stored now; {@link DirectoryContent#EMPTY} for a tenant that is not known. */
    DirectoryContent read(TenantId tenant);

    /**
     * Adds what is new and replaces what differs from what is stored; removes nothing. Without any difference nothing is written, not even
     * the version that nodes watch.
     *
     * @throws io.parley.Refused {@code NOT_POSSIBLE_NOW} when an e-mail address belongs to another agent, or a widget key or web chat's
     *     secret to another channel account; anything written before that stays, and the same call may be repeated
     */
    void add(TenantId tenant, DirectoryContent content);

    /** Removes people: they can no longer sign in, and those who are signed in are signed out within seconds. */
    void removeAgents(TenantId tenant, Set<AgentId> agents);
}
