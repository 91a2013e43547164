package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.pubsub.Topic;
import com.typesafe.config.ConfigFactory;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.privacy.Keyring;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NodeKeysTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            ManualTime.config().withFallback(ConfigFactory.parseString("akka.actor.provider = local")));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void tellsThatAKeyIsDestroyedOnceMoreWhenNoNodeCanHoldItAnyLonger() {
        TestProbe<Topic.Command<Keyring.Destroyed>> nodes = KIT.createTestProbe();
        Keyring.Destroyed destroyed = new Keyring.Destroyed(new TenantId("demo"), new CustomerId("k1"));
        ManualTime time = ManualTime.get(KIT.system());

        NodeKeys.notifier(KIT.system(), nodes.ref(), Duration.ofSeconds(60)).accept(destroyed);

        nodes.expectMessage(Topic.publish(destroyed));
        time.timePasses(Duration.ofSeconds(59));
        nodes.expectNoMessage(Duration.ZERO);
        time.timePasses(Duration.ofSeconds(1));
        nodes.expectMessage(Topic.publish(destroyed));
    }

    @Test
    void thePauseBetweenKeysThatAreMovedToANewEpochEnds() {
        CompletableFuture<Void> pause =
                KeyEpochMoves.after(KIT.system(), Duration.ofSeconds(1)).toCompletableFuture();
        ManualTime.get(KIT.system()).timePasses(Duration.ofSeconds(1));
        assertThat(pause).succeedsWithin(Duration.ofSeconds(10));
    }
}
