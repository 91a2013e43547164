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
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** With the configuration that is shipped, and an entity where entities are. */
class EntityOfLineTest {

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
            MDC.put("channel", "webchat");
            context.getLog().warn("what happened: {}", message);
            MDC.remove("channel");
            done.complete(message);
            return Behaviors.same();
        }));
    }

    @Test
    void aLineOfAConversationCarriesTenantConversationAndChannelAsFields() throws Exception {
        Cluster cluster = Cluster.get(KIT.system());
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        CompletableFuture<String> done = new CompletableFuture<>();
        ClusterSharding.get(KIT.system()).init(Entity.of(TYPE, context -> entity(done)));
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            configure(logback, "json", "logback.xml");
            ClusterSharding.get(KIT.system())
                    .entityRefFor(TYPE, EntityKey.of(new TenantId("demo"), new ConversationId("c-1")))
                    .tell("too little");
            done.get(20, TimeUnit.SECONDS);
        } finally {
            System.setOut(before);
            configure(logback, "text", "logback-test.xml");
        }

        String line = written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(each -> each.contains("too little"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(written.toString(StandardCharsets.UTF_8)));
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("tenant").asText()).isEqualTo("demo");
        assertThat(json.path("conversation").asText()).isEqualTo("c-1");
        assertThat(json.path("channel").asText()).isEqualTo("webchat");
    }

    private static void configure(LoggerContext logback, String format, String file) throws Exception {
        logback.reset();
        logback.putProperty("PARLEY_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        configurator.doConfigure(EntityOfLineTest.class.getClassLoader().getResource(file));
    }
}
