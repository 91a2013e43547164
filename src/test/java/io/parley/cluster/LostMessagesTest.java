package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.testkit.TestActors;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.edge.EdgeFixture;
import org.junit.jupiter.api.Test;

class LostMessagesTest {

    private static double lost(String why) {
        Counter counter = Metrics.globalRegistry
                .find("parley.messages.lost")
                .tag("why", why)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** Stashes every message. */
    private static final class Late extends EventSourcedBehavior<String, String, String> {
        Late() {
            super(PersistenceId.ofUniqueId("late"));
        }

        @Override
        public String emptyState() {
            return "";
        }

        @Override
        public CommandHandler<String, String, String> commandHandler() {
            return (state, command) -> Effect().stash();
        }

        @Override
        public EventHandler<String, String> eventHandler() {
            return (state, event) -> event;
        }
    }

    @Test
    void countsWhatAnEntityHasNoRoomToPutOff() {
        Metrics.addRegistry(new SimpleMeterRegistry());
        ActorSystem system = ActorSystem.create(
                "full",
                ConfigFactory.parseString(
                                """
                                akka.actor.provider = local
                                akka.coordinated-shutdown.exit-jvm = off
                                akka.persistence.typed.stash-capacity = 2
                                """)
                        .withFallback(PersistenceTestKitPlugin.config())
                        .withFallback(ConfigFactory.load()));
        try {
            LostMessages.count(Adapter.toTyped(system));
            akka.actor.typed.ActorRef<String> late = Adapter.spawn(system, new Late(), "late");
            double before = lost("stash-full");

            EdgeFixture.eventually(() -> {
                late.tell("later");
                return lost("stash-full") > before;
            });
        } finally {
            system.terminate();
        }
    }

    @Test
    void countsWhatFindsNobodyAndWhatIsTooLargeForAnotherNode() {
        Metrics.addRegistry(new SimpleMeterRegistry());
        double putOff = lost("stash-full");
        var remote = ConfigFactory.parseString(
                        """
                        akka.actor { provider = cluster, allow-java-serialization = off }
                        akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                        akka.coordinated-shutdown.exit-jvm = off
                        """)
                .withFallback(ConfigFactory.load());
        ActorSystem one = ActorSystem.create("one", remote);
        ActorSystem other = ActorSystem.create("other", remote);
        try {
            LostMessages.count(Adapter.toTyped(one));
            other.actorOf(TestActors.blackholeProps(), "black-hole");
            String address = akka.cluster.Cluster.get(other).selfAddress().toString();
            ActorRef nobody = one.actorOf(TestActors.blackholeProps());
            one.stop(nobody);
            EdgeFixture.eventually(() -> {
                nobody.tell("is anybody there?", ActorRef.noSender());
                return lost("dead-letter") > 0;
            });
            EdgeFixture.eventually(() -> {
                one.actorSelection(address + "/user/black-hole").tell("x".repeat(300_000), ActorRef.noSender());
                return lost("oversized") > 0;
            });
        } finally {
            one.terminate();
            other.terminate();
        }
        assertThat(lost("stash-full")).isEqualTo(putOff);
    }
}
