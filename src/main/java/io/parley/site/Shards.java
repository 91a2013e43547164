package io.parley.site;

import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.Entity;

/** Registers the entities of this node's components with cluster sharding, so that every node can reach them. */
public interface Shards {

    /**
     * Entities that are started on demand, on nodes with the role {@link Role#CORE}.
     *
     * @param entity what it is and how it is stopped; the nodes are chosen here
     */
    <C> void hold(Entity<C, ShardingEnvelope<C>> entity);

    /** As {@link #hold}, on nodes with the role {@link Role#EDGE}. */
    <C> void holdAtEdge(Entity<C, ShardingEnvelope<C>> entity);

    /** Remembered entities: restarted on another node if theirs crashes, until they report that nothing is left to do. */
    <C> void keep(Entity<C, ShardingEnvelope<C>> entity);
}
