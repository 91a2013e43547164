package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.schema.SchemaMigrator;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InstallationIT {

    private static CqlSession session;

    @BeforeAll
    static void connect() {
        session = CqlSession.builder()
                .addContactPoint(EmbeddedPair.shared().cassandra().contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .build())
                .build();
        new SchemaMigrator(session, SchemaMigrator.SINGLE_NODE, Clock.systemUTC()).migrate();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    /** As shipped: other tests' nodes run on the same installation. */
    private static Config shards(int number) {
        return ConfigFactory.parseString("akka.cluster.sharding.number-of-shards = " + number);
    }

    @Test
    void anInstallationKeepsTheNumberOfShardsItBeganWith() {
        Installation.check(session, shards(64)).toCompletableFuture().join();
        assertThat(Installation.check(session, shards(64)).toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10));

        assertThatThrownBy(() -> Installation.check(session, shards(65))
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("began with 64");
    }
}
