package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.parley.MigratedCassandra;
import io.parley.Slices;
import java.time.Instant;
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

    /** The shipped value, because other tests' nodes use the same installation. */
    private static Config shards(int number) {
        return ConfigFactory.parseString("akka.cluster.sharding.number-of-shards = " + number);
    }

    private static Instant check(int shards) {
        return Installation.check(session, shards(shards), AllParts.slices(), Instant.now())
                .toCompletableFuture()
                .join();
    }

    @Test
    void anInstallationKeepsTheNumberOfShardsItBeganWith() {
        check(64);

        assertThatCode(() -> check(64)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(65))
                .hasCauseInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("began with 64");
    }

    @Test
    void aBuildWithAnotherNumberOfSlicesIsRefused() {
        check(64);
        assertThat(AllParts.slices())
                .containsExactlyInAnyOrder(new Slices("conversation", 64), new Slices("router", 16));

        for (Slices slices : AllParts.slices()) {
            String name = "slices." + slices.kind();
            int other = slices.count() * 2;
            assertThatThrownBy(() -> Installation.require(session, name, Integer.toString(other), "Use another build.")
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(ConfigException.BadValue.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("began with " + slices.count() + " and cannot have " + other);
        }
    }

    @Test
    void itsBeginningIsThatOfItsFirstNode() {
        assertThat(check(64)).isEqualTo(check(64));
    }
}
