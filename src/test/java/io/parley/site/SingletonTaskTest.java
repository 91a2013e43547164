package io.parley.site;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SingletonTaskTest {

    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }"
                            + ", akka.cluster.roles = [projection]")
            .withFallback(ConfigFactory.load()));

    private final List<CompletableFuture<Void>> runs = new CopyOnWriteArrayList<>();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void runsAgainAfterEachRunAlsoAfterOneThatFailedOrCouldNotBegin() {
        Cluster cluster = Cluster.get(KIT.system());
        cluster.manager().tell(new Join(cluster.selfMember().address()));

        SingletonTask.run(KIT.system(), "projection", "work", Duration.ofMillis(10), this::work);

        run(1).complete(null);
        run(2).completeExceptionally(new IllegalStateException("failed"));
        // The third could not begin.
        run(4).complete(null);
        run(5);
    }

    private CompletionStage<Void> work() {
        CompletableFuture<Void> run = new CompletableFuture<>();
        runs.add(run);
        if (runs.size() == 3) {
            throw new IllegalStateException("could not begin");
        }
        return run;
    }

    private CompletableFuture<Void> run(int number) {
        TestProbe<Object> waits = KIT.createTestProbe();
        waits.awaitAssert(Duration.ofSeconds(20), Duration.ofMillis(20), () -> {
            assertThat(runs).hasSize(number);
            return null;
        });
        return runs.get(number - 1);
    }
}
