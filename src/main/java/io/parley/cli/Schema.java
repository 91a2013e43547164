package io.parley.cli;

import akka.stream.alpakka.cassandra.DriverConfigLoaderFromConfig;
import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.parley.persistence.schema.SchemaException;
import io.parley.persistence.schema.SchemaMigrator;
import java.time.Clock;

/** Access to Cassandra and its schema, according to a node's configuration. */
final class Schema {

    private static final String REPLICATION = "parley.schema.replication";

    private Schema() {}

    /**
     * Opens a session with the settings of {@code datastax-java-driver}.
     *
     * @throws SchemaException if no Cassandra answers there
     */
    static CqlSession session(Config config) {
        try {
            // Netty would wait two seconds for stragglers when the session closes, and a person would wait with it.
            Config driver = config.getConfig("datastax-java-driver")
                    .withValue("advanced.netty.io-group.shutdown.quiet-period", ConfigValueFactory.fromAnyRef(0))
                    .withValue("advanced.netty.admin-group.shutdown.quiet-period", ConfigValueFactory.fromAnyRef(0));
            return CqlSession.builder()
                    .withConfigLoader(DriverConfigLoaderFromConfig.fromConfig(driver))
                    .build();
        } catch (AllNodesFailedException unreachable) {
            throw new SchemaException(
                    "No Cassandra answers at " + config.getStringList("datastax-java-driver.basic.contact-points")
                            + ": " + unreachable.getMessage(),
                    unreachable);
        }
    }

    /** The setting {@code parley.schema.replication} is the replication of a new keyspace; that for a single node if not set. */
    static SchemaMigrator migrator(CqlSession session, Config config) {
        String replication = config.hasPath(REPLICATION) ? config.getString(REPLICATION) : SchemaMigrator.SINGLE_NODE;
        return new SchemaMigrator(session, replication, Clock.systemUTC());
    }
}
