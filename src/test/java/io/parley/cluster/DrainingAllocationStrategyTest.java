package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

class DrainingAllocationStrategyTest {

    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
            .withFallback(ConfigFactory.load()));

    private static final Address HERE =
            akka.cluster.typed.Cluster.get(KIT.system()).selfMember().address();
    private static final ActorRef OURS = Adapter.toClassic(KIT.createTestProbe().ref());
    private static final ActorRef SECOND = region("parley-2");
    private static final ActorRef THIRD = region("parley-3");

    private final Set<Address> leaving = new HashSet<>();
    private final DrainingAllocationStrategy strategy =
            new DrainingAllocationStrategy(() -> leaving, HERE, new FewestElsewhere());

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void anotherStrategyDecidesWhileNobodyLeaves() {
        assertThat(home(Map.of(OURS, List.of(), SECOND, List.of("1")))).isEqualTo(OURS);
        assertThat(moves(Map.of(OURS, List.of("1"), SECOND, List.of()), Set.of()))
                .containsExactly("other");
    }

    @Test
    void aNodeThatLeavesGivesUpAFewShardsAtATime() {
        leaving.add(SECOND.path().address());

        Map<ActorRef, List<String>> homes = Map.of(OURS, List.of("9"), SECOND, List.of("1", "2", "3", "4", "5"));
        assertThat(moves(homes, Set.of())).hasSize(3).isSubsetOf("1", "2", "3", "4", "5");
        assertThat(moves(homes, Set.of("1", "2"))).hasSize(1).isSubsetOf("3", "4", "5");
        assertThat(moves(homes, Set.of("1", "2", "3"))).isEmpty();
    }

    @Test
    void nothingElseMovesWhileANodeLeaves() {
        leaving.add(SECOND.path().address());

        assertThat(moves(Map.of(OURS, List.of("1", "2", "3"), THIRD, List.of(), SECOND, List.of()), Set.of()))
                .isEmpty();
    }

    @Test
    void aNodeThatLeavesGetsNoShards() {
        leaving.add(SECOND.path().address());

        assertThat(home(Map.of(OURS, List.of("1", "2", "3"), SECOND, List.of())))
                .isEqualTo(OURS);
    }

    @Test
    void ownShardsAreGivenUpToo() {
        leaving.add(HERE);

        assertThat(moves(Map.of(OURS, List.of("1"), SECOND, List.of("2")), Set.of()))
                .containsExactly("1");
        assertThat(home(Map.of(OURS, List.of(), SECOND, List.of("2")))).isEqualTo(SECOND);
    }

    @Test
    void shardsStillHaveAHomeWhenEverybodyLeaves() {
        leaving.add(HERE);

        assertThat(home(Map.of(OURS, List.of("1")))).isEqualTo(OURS);
    }

    private ActorRef home(Map<ActorRef, List<String>> homes) {
        return strategy.allocateShard(OURS, "new", scala(homes)).value().get().get();
    }

    private Set<String> moves(Map<ActorRef, List<String>> homes, Set<String> moving) {
        return CollectionConverters.asJava(strategy.rebalance(
                        scala(homes), CollectionConverters.asScala(moving).<String>toSet())
                .value()
                .get()
                .get());
    }

    private static scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> scala(
            Map<ActorRef, List<String>> homes) {
        Map<ActorRef, IndexedSeq<String>> converted = new HashMap<>();
        homes.forEach((region, shards) ->
                converted.put(region, CollectionConverters.asScala(shards).toIndexedSeq()));
        return scala.collection.immutable.Map.from(CollectionConverters.asScala(converted));
    }

    private static ActorRef region(String host) {
        var system = (ExtendedActorSystem) Adapter.toClassic(KIT.system());
        return system.provider()
                .resolveActorRef("akka://" + system.name() + "@" + host + ":25520/system/sharding/conversation");
    }

    private static final class FewestElsewhere implements ShardAllocationStrategy {
        @Override
        public Future<ActorRef> allocateShard(
                ActorRef requester,
                String shard,
                scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> current) {
            return Future.successful(CollectionConverters.asJava(current).entrySet().stream()
                    .min(Map.Entry.comparingByValue((one, other) -> one.size() - other.size()))
                    .orElseThrow()
                    .getKey());
        }

        @Override
        public Future<scala.collection.immutable.Set<String>> rebalance(
                scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> current,
                scala.collection.immutable.Set<String> moving) {
            return Future.successful(
                    CollectionConverters.asScala(Set.of("other")).<String>toSet());
        }
    }
}
