package io.parley.directory;

import io.parley.TenantId;

/**
 * The write side of the directory. Blocks the calling thread: for imports and tools, never on an actor's thread.
 */
public interface DirectoryStore {

    /** What is stored now; {@link DirectoryContent#EMPTY} for a tenant that is not known. */
    DirectoryContent read(TenantId tenant);

    /**
     * Adds what is new and replaces what differs from what is stored; removes nothing. Changes nothing at all, not even the version
     * that nodes watch, when everything is there already.
     *
     * @throws io.parley.Refused {@code NOT_POSSIBLE_NOW} when an e-mail address belongs to another agent; what was written before it
     *     stays, and the same call may be repeated
     */
    void add(TenantId tenant, DirectoryContent content);
}
