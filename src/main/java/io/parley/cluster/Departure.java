package io.parley.cluster;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy$;
import akka.cluster.sharding.ShardRegion.CurrentShardRegionState;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Moves a node's shards elsewhere before it leaves, a few at a time. The coordinator records the new homes one after the other, so if all
 * shards of a node moved at the same time, the entities of the last one would be unavailable until all the others had moved.
 *
 * <p>A node that is about to leave registers itself with the receptionist; every node is notified, including the one that runs the
 * coordinators.
 */
final class Departure {

    private static final ServiceKey<Done> LEAVING = ServiceKey.create(Done.class, "leaving");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SHARDS_SETTLE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final Epochs epochs;
    private volatile Set<Address> leaving = Set.of();
    /** Whether the time limit passed before all shards had moved. */
    private volatile boolean overdue;

    /** @param epochs determines when shards may get a home, and is notified before this node leaves */
    Departure(ActorSystem<?> system, Epochs epochs) {
        this.system = system;
        this.epochs = epochs;
        system.systemActorOf(listener(), "departures", Props.empty());
        CoordinatedShutdown.get(system).addTask("last-writes", "write-no-more", () -> endWriting());
    }

    private Behavior<Receptionist.Listing> listener() {
        return Behaviors.setup(context -> {
            Address self = Cluster.get(system).selfMember().address();
            system.receptionist()
                    .tell(Receptionist.subscribe(LEAVING, context.getSelf().narrow()));
            return Behaviors.receiveMessage(listing -> {
                leaving = listing.getAllServiceInstances(LEAVING).stream()
                        .map(ref -> ref.path().address())
                        .map(address -> address.hasGlobalScope() ? address : self)
                        .collect(Collectors.toUnmodifiableSet());
                return Behaviors.same();
            });
        });
    }

    /** Places shards on the nodes with the fewest; those of a node that is about to leave move first, a few at a time. */
    ShardAllocationStrategy strategy() {
        Config limits = system.settings().config().getConfig("akka.cluster.sharding.least-shard-allocation-strategy");
        return new SettledAllocationStrategy(
                epochs::settled,
                new DrainingAllocationStrategy(
                        () -> leaving,
                        Cluster.get(system).selfMember().address(),
                        ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(
                                limits.getInt("rebalance-absolute-limit"),
                                limits.getDouble("rebalance-relative-limit"))));
    }

    /**
     * Moves the shards of these types before this node leaves the cluster. Shards that have not moved in time move afterwards, all at once.
     *
     * @param limit for all shards together
     */
    void beforeLeaving(List<EntityTypeKey<?>> types, Duration limit) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                        "give-up-shards",
                        () -> giveUp(types, System.nanoTime() + limit.toNanos()));
    }

    /** The oldest node runs the shard coordinators, which need a moment to find new homes for its own shards. */
    static void settleShards(ActorSystem<?> system) {
        CoordinatedShutdown.get(system).addTask("shards-settled", "wait-for-new-homes", () -> {
            Member self = Cluster.get(system).selfMember();
            boolean oldest = true;
            for (Member other : Cluster.get(system).state().getMembers()) {
                oldest &= !other.hasRole("core") || !other.isOlderThan(self);
            }
            return oldest && self.hasRole("core")
                    ? Patterns.after(
                            SHARDS_SETTLE,
                            Adapter.toClassic(system),
                            () -> CompletableFuture.completedStage(Done.getInstance()))
                    : CompletableFuture.completedStage(Done.getInstance());
        });
    }

    private boolean othersRemain() {
        Cluster cluster = Cluster.get(system);
        Member self = cluster.selfMember();
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .anyMatch(member -> !member.uniqueAddress().equals(self.uniqueAddress())
                        && member.hasRole("core")
                        && member.status() == MemberStatus.up()
                        && !leaving.contains(member.address()));
    }

    private CompletionStage<Done> giveUp(List<EntityTypeKey<?>> types, long deadline) {
        var sign = system.<Done>systemActorOf(Behaviors.ignore(), "leaving", Props.empty());
        system.receptionist().tell(Receptionist.register(LEAVING, sign));
        return untilEmpty(types, deadline);
    }

    /**
     * Ends this node's writing before it leaves. If it still holds shards when the time limit passes, it stays until its last writes have
     * arrived: once it has left, other nodes take the shards and read their journals.
     */
    private CompletionStage<Done> endWriting() {
        Duration underWay = epochs.leave();
        return overdue ? Patterns.after(underWay, system.classicSystem(), Departure::done) : done();
    }

    private CompletionStage<Done> untilEmpty(List<EntityTypeKey<?>> types, long deadline) {
        return shards(types).thenCompose(shards -> {
            // The last nodes to leave have no other node to give shards to.
            if (shards == 0 || !othersRemain()) {
                return done();
            }
            if (System.nanoTime() - deadline > 0) {
                overdue = true;
                system.log().warn("{} shards have not moved in time and now move all at once", shards);
                return done();
            }
            return Patterns.after(POLL, system.classicSystem(), () -> untilEmpty(types, deadline));
        });
    }

    private CompletionStage<Integer> shards(List<EntityTypeKey<?>> types) {
        CompletionStage<Integer> sum = CompletableFuture.completedStage(0);
        for (EntityTypeKey<?> type : types) {
            sum = sum.thenCombine(shards(type), Integer::sum);
        }
        return sum;
    }

    /** Counts a region that does not answer in time as one with a shard left. */
    private CompletionStage<Integer> shards(EntityTypeKey<?> type) {
        return AskPattern.<akka.cluster.sharding.typed.ClusterShardingQuery, CurrentShardRegionState>ask(
                        ClusterSharding.get(system).shardState(),
                        replyTo -> new GetShardRegionState(type, replyTo),
                        Duration.ofSeconds(1),
                        system.scheduler())
                .handle((state, failure) -> failure == null ? state.getShards().size() : 1);
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
