package io.parley.links;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.parley.EntityKey;

/**
 * The only way to reach an entity. An entity's type determines its commands; every key begins with a tenant (see {@link EntityKey}), so no entity
 * can be reached without one.
 */
public final class Entities {

    private final ClusterSharding sharding;

    public Entities(ActorSystem<?> system) {
        this.sharding = ClusterSharding.get(system);
    }

    /** @param key from one of the methods of {@link EntityKey} */
    public <C> EntityRef<C> of(EntityTypeKey<C> type, String key) {
        return sharding.entityRefFor(type, key);
    }

    public <C> EntityRef<C> of(EntityTypeKey<C> type, EntityKey key) {
        return of(type, key.toString());
    }
}
