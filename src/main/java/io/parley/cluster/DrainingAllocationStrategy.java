package io.parley.cluster;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Gives no shards to nodes that are about to leave, and moves theirs a few at a time before any others; delegates everything else to
 * another strategy.
 */
final class DrainingAllocationStrategy implements ActorSystemDependentAllocationStrategy {

    /** Most shards of one type that move at the same time: each waits until those before it are recorded. */
    private static final int AT_A_TIME = 3;

    private final Supplier<Set<Address>> leaving;
    private final ShardAllocationStrategy delegate;
    private final Address self;

    /**
     * @param leaving addresses of the nodes that are about to leave
     * @param self address of this node
     * @param otherwise decides everything else
     */
    DrainingAllocationStrategy(Supplier<Set<Address>> leaving, Address self, ShardAllocationStrategy delegate) {
        this.leaving = leaving;
        this.self = self;
        this.delegate = delegate;
    }

    @Override
    public void start(akka.actor.ActorSystem system) {
        if (delegate instanceof ActorSystemDependentAllocationStrategy dependent) {
            dependent.start(system);
        }
    }

    @Override
    public Future<ActorRef> allocateShard(ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
        Map<ActorRef, IndexedSeq<String>> staying =
                current.filterNot(region -> isLeaving(region._1())).toMap(scala.$less$colon$less$.MODULE$.refl());
        return delegate.allocateShard(requester, shard, staying.isEmpty() ? current : staying);
    }

    @Override
    public Future<scala.collection.immutable.Set<String>> rebalance(
            Map<ActorRef, IndexedSeq<String>> current, scala.collection.immutable.Set<String> moving) {
        Stream<String> left = CollectionConverters.asJava(current).entrySet().stream()
                .filter(region -> isLeaving(region.getKey()))
                .flatMap(region -> CollectionConverters.asJava(region.getValue()).stream());
        Set<String> next = left.filter(shard -> !moving.contains(shard))
                .limit(Math.max(0, AT_A_TIME - moving.size()))
                .collect(Collectors.toSet());
        boolean anyLeaving =
                CollectionConverters.asJava(current).keySet().stream().anyMatch(this::isLeaving);
        return anyLeaving
                ? Future.successful(CollectionConverters.asScala(next).toSet())
                : delegate.rebalance(current, moving);
    }

    private boolean isLeaving(ActorRef region) {
        Address address = region.path().address();
        return leaving.get().contains(address.hasGlobalScope() ? address : self);
    }
}
