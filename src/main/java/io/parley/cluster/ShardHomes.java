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
 * Ensures that every shard of remembered entities has a home, so that entities with work left restart without a message.
 *
 * <p>Akka's coordinator does this when it starts, from a list of shards that it keeps in the journal. But it discards a list that arrives
 * while it is taking over from a previous coordinator (in {@code ShardCoordinator.waitingForStateInitialized}, Akka 2.8.5 and later: a
 * changed copy of the state is made and not kept). That happens if all nodes were down and the first coordinator afterwards failed because
 * the database was slow: conversations then remained unanswered until their customers wrote again. A region asks for a shard's home when it
 * has a message for the shard; the coordinator then assigns a home, and the shard starts its entities.
 */
final class ShardHomes {

    private enum Tick {
        AGAIN
    }

    private ShardHomes() {}

    /**
     * Asks for the homes at regular intervals. Has an effect only on the node where the coordinators are.
     *
     * @param types the types whose entities are remembered
     * @param shards the number of shards of each type; they are numbered from 0
     */
    static void keep(ActorSystem<?> system, List<EntityTypeKey<?>> types, int shards, Duration every) {
        system.systemActorOf(looking(types, shards, every), "shard-homes", Props.empty());
    }

    /** Receives the coordinator's answers and ignores them. */
    private static Behavior<Object> looking(List<EntityTypeKey<?>> types, int shards, Duration every) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.AGAIN, every);
            ActorRef self = Adapter.toClassic(context.getSelf());
            return Behaviors.receive(Object.class)
                    .onMessage(Tick.class, look -> {
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
