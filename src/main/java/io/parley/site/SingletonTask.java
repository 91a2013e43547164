package io.parley.site;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import io.parley.ClusterMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Periodic work that one node of the cluster does for all. When that node leaves or crashes, another one takes over. */
public final class SingletonTask {

    private SingletonTask() {}

    /** Sent by the actor to itself. */
    private enum Begin implements ClusterMessage {
        NOW
    }

    /**
     * Must be called on every node with the role.
     *
     * @param name unique among such tasks
     * @param every the interval between runs; a run is skipped while the previous one is still under way
     */
    public static void run(
            ActorSystem<?> system, String role, String name, Duration every, Supplier<CompletionStage<?>> work) {
        ClusterSingleton.get(system)
                .init(SingletonActor.of(running(every, work), name)
                        .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
    }

    private static Behavior<Begin> running(Duration every, Supplier<CompletionStage<?>> work) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Begin.NOW, every);
            AtomicBoolean running = new AtomicBoolean();
            return Behaviors.receive((context, begin) -> {
                if (running.compareAndSet(false, true)) {
                    Logger log = context.getLog();
                    CompletableFuture.completedStage(work)
                            .thenCompose(Supplier::get)
                            .whenComplete((done, failure) -> {
                                if (failure != null) {
                                    log.error("failed; will be retried in " + every, failure);
                                }
                                running.set(false);
                            });
                }
                return Behaviors.same();
            });
        });
    }
}
