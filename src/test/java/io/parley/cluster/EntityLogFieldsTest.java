package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.JsonLog;
import io.parley.TenantId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** With the shipped configuration, and an entity at a sharding path. */
class EntityLogFieldsTest {

    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster, akka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
            .withFallback(ConfigFactory.load()));

    private static final EntityTypeKey<String> TYPE = EntityTypeKey.create(String.class, "conversation");

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static Behavior<String> entity(CompletableFuture<String> done) {
        return Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
            context.getLog().warn("what happened: {}", message);
            done.complete(message);
            return Behaviors.same();
        }));
    }

    @Test
    void everyLineOfAConversationCarriesItsTenantAndIdAsFields() throws Exception {
        Cluster cluster = Cluster.get(KIT.system());
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        CompletableFuture<String> done = new CompletableFuture<>();
        ClusterSharding.get(KIT.system()).init(Entity.of(TYPE, context -> entity(done)));
        try (JsonLog log = JsonLog.open()) {
            ClusterSharding.get(KIT.system())
                    .entityRefFor(TYPE, EntityKey.of(new TenantId("demo"), new ConversationId("c-1")))
                    .tell("too little");
            done.get(20, TimeUnit.SECONDS);

            JsonNode line = log.line("too little").orElseThrow();
            assertThat(line.path("tenant").asText()).isEqualTo("demo");
            assertThat(line.path("conversation").asText()).isEqualTo("c-1");
        }
    }
}
