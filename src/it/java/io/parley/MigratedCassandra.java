package io.parley;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.schema.SchemaMigrator;
import java.time.Clock;
import java.time.Duration;

/** The tests' real Cassandra with the schema of this build. */
public final class MigratedCassandra {

    private MigratedCassandra() {}

    /** The caller closes it. */
    public static CqlSession connect() {
        CqlSession session = CqlSession.builder()
                .addContactPoint(EmbeddedPair.shared().cassandra().contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .build())
                .build();
        new SchemaMigrator(session, SchemaMigrator.SINGLE_NODE, Clock.systemUTC()).migrate();
        return session;
    }
}
