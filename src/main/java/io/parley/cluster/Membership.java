package io.parley.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.parley.NodeLost;

/** Watches the cluster's members: ends this node when it has been removed, and reports the loss of others. */
final class Membership {

    private Membership() {}

    static Behavior<MemberEvent> watch() {
        return Behaviors.setup(context -> {
            Cluster cluster = Cluster.get(context.getSystem());
            cluster.subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
            return Behaviors.receive(MemberEvent.class)
                    .onMessage(MemberDowned.class, downed -> {
                        // Others take the place of a downed node within seconds; an orderly shutdown would take longer
                        // and keep writing.
                        if (downed.member()
                                .uniqueAddress()
                                .equals(cluster.selfMember().uniqueAddress())) {
                            Fence.end("it was removed from the cluster. Restart it.");
                        }
                        return Behaviors.same();
                    })
                    .onMessage(MemberRemoved.class, removed -> {
                        if (removed.previousStatus() == MemberStatus.down()) {
                            context.getSystem().eventStream().tell(new EventStream.Publish<>(new NodeLost()));
                        }
                        return Behaviors.same();
                    })
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        });
    }
}
