package io.parley.routing;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.TenantId;
import java.io.File;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More concurrent commands than can be stored one by one, as after the loss of a node with many waiting conversations. */
class RouterUnderFloodTest {

    /** The nodes' configuration. */
    private static final File COMMON = new File("../cluster-config/common.conf");

    private static final int FLOOD = 20_000;

    private static ActorTestKit testKit;

    @BeforeAll
    static void start() {
        // A fatal error would end the tests' JVM silently.
        testKit = EntityTestKit.start(ConfigFactory.parseString("akka.jvm-exit-on-fatal-error = off")
                .withFallback(ConfigFactory.parseFile(COMMON)
                        .withOnlyPath("akka.persistence.typed")
                        .resolve()));
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    @Test
    void answersAfterwards() {
        ActorRef<Routing.Command> router = testKit.spawn(RouterEntity.create(
                new EntityKey(new TenantId("demo"), "all"),
                new RouterEntity.Dependencies(
                        (key, notice) -> {},
                        Clock.systemUTC(),
                        new RouterEntity.Settings(
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(45),
                                Duration.ofMinutes(3),
                                Duration.ofSeconds(2)))));
        TestProbe<Routing.Line> ignored = testKit.createTestProbe();
        // They arrive before it has recovered, so all that fit are stashed and then handled together.
        for (int i = 0; i < FLOOD; i++) {
            router.tell(new Routing.AskLine(ignored.ref()));
        }
        ignored.receiveMessage(Duration.ofSeconds(20));

        TestProbe<Routing.Line> asking = testKit.createTestProbe();
        router.tell(new Routing.AskLine(asking.ref()));
        asking.receiveMessage(Duration.ofSeconds(20));
    }
}
