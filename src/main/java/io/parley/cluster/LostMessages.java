package io.parley.cluster;

import akka.actor.AllDeadLetters;
import akka.actor.DeadLetter;
import akka.actor.Dropped;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import io.parley.ParleyMetrics;
import io.parley.ParleyMetrics.Loss;

/** Counts messages lost between actors. Important ones are sent again, so a few losses do no harm; a rise indicates a fault. */
final class LostMessages {

    private LostMessages() {}

    static void count(ActorSystem<?> system) {
        system.systemActorOf(behavior(), "lost-messages", Props.empty());
    }

    private static Behavior<AllDeadLetters> behavior() {
        return Behaviors.setup(context -> {
            context.getSystem()
                    .eventStream()
                    .tell(new EventStream.Subscribe<>(AllDeadLetters.class, context.getSelf()));
            return Behaviors.receiveMessage(lost -> {
                if (lost instanceof Dropped dropped) {
                    ParleyMetrics.lost(why(dropped.reason()));
                } else if (lost instanceof DeadLetter) {
                    ParleyMetrics.lost(Loss.DEAD_LETTER);
                }
                return Behaviors.same();
            });
        });
    }

    /** Akka reports the reason only as text. */
    private static Loss why(String reason) {
        if (reason.contains("oversized payload")) {
            return Loss.OVERSIZED;
        }
        return reason.contains("Stash buffer is full") ? Loss.STASH_FULL : Loss.OTHER;
    }
}
