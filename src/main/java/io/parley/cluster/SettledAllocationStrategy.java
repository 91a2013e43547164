package io.parley.cluster;

import akka.Done;
import akka.actor.ActorRef;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Gives a shard a home only once no node that may have held it can write any more; another strategy decides where. */
final class SettledAllocationStrategy implements ActorSystemDependentAllocationStrategy {

    private final Supplier<CompletionStage<Done>> settled;
    private final ShardAllocationStrategy home;

    /** @param settled see {@link Epochs#settled()} */
    SettledAllocationStrategy(Supplier<CompletionStage<Done>> settled, ShardAllocationStrategy home) {
        this.settled = settled;
        this.home = home;
    }

    @Override
    public void start(akka.actor.ActorSystem system) {
        if (home instanceof ActorSystemDependentAllocationStrategy dependent) {
            dependent.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
        return FutureConverters.asScala(settled.get()
                .thenCompose(done -> FutureConverters.asJava(home.allocateShard(requester, shard, current))));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> current, Set<String> moving) {
        return home.rebalance(current, moving);
    }
}
