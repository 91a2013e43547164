package io.parley.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.parley.site.Role;
import io.parley.site.Shards;
import java.util.ArrayList;
import java.util.List;

/** The entities of all components, spread over the nodes of the cluster. */
final class ShardedEntities implements Shards {

    private final ActorSystem<?> system;
    private final Departure departure;
    private final List<EntityTypeKey<?>> held = new ArrayList<>();
    private final List<EntityTypeKey<?>> kept = new ArrayList<>();

    ShardedEntities(ActorSystem<?> system, Departure departure) {
        this.system = system;
        this.departure = departure;
    }

    @Override
    public <C> void hold(Entity<C, ShardingEnvelope<C>> entity) {
        held.add(entity.typeKey());
        ClusterSharding.get(system)
                .init(entity.withRole(Role.CORE.code()).withAllocationStrategy(departure.strategy()));
    }

    @Override
    public <C> void keep(Entity<C, ShardingEnvelope<C>> entity) {
        kept.add(entity.typeKey());
        hold(entity.withSettings(ClusterShardingSettings.create(system).withRememberEntities(true)));
    }

    @Override
    public <C> void holdAtEdge(Entity<C, ShardingEnvelope<C>> entity) {
        ClusterSharding.get(system).init(entity.withRole(Role.EDGE.code()));
    }

    /** The types that nodes with the role {@link Role#CORE} hold. */
    List<EntityTypeKey<?>> held() {
        return List.copyOf(held);
    }

    /** The types among them whose entities are remembered. */
    List<EntityTypeKey<?>> kept() {
        return List.copyOf(kept);
    }
}
