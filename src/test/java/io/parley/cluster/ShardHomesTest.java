package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ShardHomesTest {

    private static final int SHARDS = 12;

    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }"
                            + ", akka.cluster.sharding.number-of-shards = " + SHARDS)
            .withFallback(ConfigFactory.load()));

    private static final EntityTypeKey<String> TYPE = EntityTypeKey.create(String.class, "forgotten");

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void everyShardIsStartedWithoutAnybodyAskingForOneOfItsEntities() {
        Cluster cluster = Cluster.get(KIT.system());
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        ClusterSharding sharding = ClusterSharding.get(KIT.system());
        sharding.init(Entity.of(TYPE, context -> Behaviors.ignore()));

        ShardHomes.keep(KIT.system(), List.of(TYPE), SHARDS, Duration.ofMillis(200));

        TestProbe<ShardRegion.CurrentShardRegionState> states = KIT.createTestProbe();
        states.awaitAssert(Duration.ofSeconds(20), Duration.ofMillis(200), () -> {
            sharding.shardState().tell(new GetShardRegionState(TYPE, states.ref()));
            assertThat(states.receiveMessage().getShards()).hasSize(SHARDS);
            return null;
        });
    }
}
