package io.parley.cluster;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ShardCoordinator$Internal$GetShardHome;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.List;

/**
 * Sees to it that every shard of remembered entities has a home, so that what has work left is started again by itself.
 *
 * <p>Akka's coordinator does this when it starts, from a list of shards that it keeps in the journal. But a list that arrives while it is
 * taking over from a coordinator before it is thrown away (in {@code ShardCoordinator.waitingForStateInitialized}, Akka 2.8.5 and later: a
 * changed copy of the state is made and not kept). That happens when all nodes were down and the first coordinator after that failed,
 * because the database was slow: then conversations waited for an answer until their customers wrote again. Asking for a shard's home is
 * what a region does that has a message for it: the coordinator gives it one, and the shard starts its entities.
 */
final class ShardHomes {

    private enum Look {
        AGAIN
    }

    private ShardHomes() {}

    /**
     * Looks again and again. Has an effect only on the node where the coordinators are.
     *
     * @param types whose entities are remembered
     * @param shards how many each has, numbered from 0
     */
    static void keep(ActorSystem<?> system, List<EntityTypeKey<?>> types, int shards, Duration every) {
        system.systemActorOf(looking(types, shards, every), "shard-homes", Props.empty());
    }

    /** Of the coordinator's answers, which come here, there is nothing to be made. */
    private static Behavior<Object> looking(List<EntityTypeKey<?>> types, int shards, Duration every) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Look.AGAIN, every);
            ActorRef self = Adapter.toClassic(context.getSelf());
            return Behaviors.receive(Object.class)
                    .onMessage(Look.class, look -> {
                        for (EntityTypeKey<?> type : types) {
                            ActorSelection coordinator = Adapter.toClassic(context.getSystem())
                                    .actorSelection(
                                            "/system/sharding/" + type.name() + "Coordinator/singleton/coordinator");
                            for (int shard = 0; shard < shards; shard++) {
                                coordinator.tell(
                                        new ShardCoordinator$Internal$GetShardHome(Integer.toString(shard)), self);
                            }
                        }
                        return Behaviors.same();
                    })
                    .onAnyMessage(answer -> Behaviors.same())
                    .build();
        }));
    }
}
