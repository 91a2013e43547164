package io.parley.cluster;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.Patterns;
import io.parley.ParleyMetrics;
import java.time.Duration;
import java.util.List;

/** Counts the entities in this node's memory, by type. */
final class EntityCounts {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private EntityCounts() {}

    static void start(ActorSystem<?> system, List<EntityTypeKey<?>> types) {
        ClusterSharding sharding = ClusterSharding.get(Adapter.toClassic(system));
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        EVERY,
                        () -> types.forEach(type -> count(type.name(), sharding.shardRegion(type.name()))),
                        system.executionContext());
    }

    private static void count(String type, ActorRef region) {
        Patterns.ask(region, ShardRegion.getRegionStatsInstance(), PATIENCE).thenAccept(answer -> {
            if (answer instanceof ShardRegion.ShardRegionStats stats) {
                int all = stats.getStats().values().stream()
                        .mapToInt(Integer.class::cast)
                        .sum();
                ParleyMetrics.entities(type, all);
            }
        });
    }
}
