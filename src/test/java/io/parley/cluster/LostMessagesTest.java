package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
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

    @Test
    void countsWhatFindsNobodyAndWhatIsTooLargeForAnotherNode() {
        Metrics.addRegistry(new SimpleMeterRegistry());
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
        assertThat(lost("stash-full")).isZero();
    }
}
