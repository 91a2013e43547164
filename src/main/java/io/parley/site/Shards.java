package io.parley.site;

import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.Entity;

/** Where this node's components make their entities known. All nodes can reach them. */
public interface Shards {

    /**
     * Entities that are started when somebody has a message for them, on nodes with the role {@link Role#CORE}.
     *
     * @param entity what it is and how it is stopped; on which nodes and where is decided here
     */
    <C> void hold(Entity<C, ShardingEnvelope<C>> entity);

    /** As {@link #hold}, on nodes with the role {@link Role#EDGE}. */
    <C> void holdAtEdge(Entity<C, ShardingEnvelope<C>> entity);

    /** Entities that start again by themselves when their node has died, until they say that nothing is left to do. */
    <C> void keep(Entity<C, ShardingEnvelope<C>> entity);
}
