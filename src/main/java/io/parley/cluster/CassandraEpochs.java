package io.parley.cluster;

import akka.stream.alpakka.cassandra.DriverConfigLoaderFromConfig;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Keeps the epoch in Cassandra: one row, changed by lightweight transactions. */
final class CassandraEpochs implements Epoch.Store {

    private static final String NAME = "cluster";

    private final CqlSession session;
    private final Clock clock;

    CassandraEpochs(CqlSession session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    /**
     * Opens a separate session, because these statements renew the lease of the {@link Fence} and so must not wait for it. One connection
     * and one thread are enough.
     */
    static CompletionStage<CqlSession> connect(Config config) {
        Config driver = ConfigFactory.parseString(
                        """
                        advanced.netty { io-group.size = 1, admin-group.size = 1 }
                        advanced.connection.pool { local.size = 1, remote.size = 1 }
                        basic.request.timeout = 2s
                        """)
                .withFallback(config.getConfig("datastax-java-driver"));
        return CqlSession.builder()
                .withConfigLoader(DriverConfigLoaderFromConfig.fromConfig(driver))
                .buildAsync();
    }

    @Override
    public CompletionStage<Epoch> read() {
        return session.executeAsync(
                        statement("SELECT epoch, beat, members FROM parley.cluster_epoch WHERE name = ?", NAME))
                .thenApply(rows -> {
                    Row row = rows.one();
                    Set<String> members = row == null ? null : row.getSet("members", String.class);
                    return row == null || members == null
                            ? Epoch.NONE
                            : new Epoch(row.getLong("epoch"), row.getLong("beat"), members);
                });
    }

    @Override
    public CompletionStage<Boolean> replace(Epoch known, Epoch next, String by) {
        return session.executeAsync(
                        known.equals(Epoch.NONE)
                                ? statement(
                                        "INSERT INTO parley.cluster_epoch (name, epoch, beat, members, changed_by, changed_at)"
                                                + " VALUES (?, ?, ?, ?, ?, ?) IF NOT EXISTS",
                                        NAME,
                                        next.number(),
                                        next.beat(),
                                        next.members(),
                                        by,
                                        clock.instant())
                                : statement(
                                        "UPDATE parley.cluster_epoch SET epoch = ?, beat = ?, members = ?, changed_by = ?,"
                                                + " changed_at = ? WHERE name = ? IF epoch = ? AND beat = ?",
                                        next.number(),
                                        next.beat(),
                                        next.members(),
                                        by,
                                        clock.instant(),
                                        NAME,
                                        known.number(),
                                        known.beat()))
                .thenApply(answer -> answer.wasApplied());
    }

    /** Uses a quorum of all replicas in all data centres, because there is only one epoch. */
    private static SimpleStatement statement(String cql, Object... values) {
        return SimpleStatement.newInstance(cql, values).setConsistencyLevel(ConsistencyLevel.QUORUM);
    }
}
