package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.parley.MigratedCassandra;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InstallationIT {

    private static CqlSession session;

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
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
