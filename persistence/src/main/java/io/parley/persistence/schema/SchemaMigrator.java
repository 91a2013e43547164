package io.parley.persistence.schema;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the keyspace {@code parley} to the newest {@link SchemaScript}, or checks that it is up to date.
 *
 * <p>Any number of migrators may run at the same time: one holds a lock row written by a lightweight transaction, the others wait. The row
 * expires, so a migrator that died does not block the next one for longer than a minute.
 */
public final class SchemaMigrator {

    /** Replication of a single node, for the embedded Cassandra and for tests. */
    public static final String SINGLE_NODE = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigrator.class);

    private static final int LOCK_SECONDS = 60;
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(3);
    private static final Duration AGREEMENT_PATIENCE = Duration.ofMinutes(1);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final ConsistencyLevel QUORUM = DefaultConsistencyLevel.QUORUM;

    private final CqlSession session;
    private final List<SchemaScript> scripts;
    private final String replication;
    private final Clock clock;
    private final String owner =
            ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString();

    /**
     * @param session not bound to a keyspace; stays open
     * @param replication of the keyspace if it has to be created, in CQL syntax; an existing keyspace is left as it is
     */
    public SchemaMigrator(CqlSession session, String replication, Clock clock) {
        this(session, SchemaScript.all(), replication, clock);
    }

    SchemaMigrator(CqlSession session, List<SchemaScript> scripts, String replication, Clock clock) {
        this.session = session;
        this.scripts = SchemaScript.inOrder(scripts);
        this.replication = replication;
        this.clock = clock;
    }

    private record Applied(int version, String checksum) {}

    /** The version this build needs. */
    public int newest() {
        return scripts.size();
    }

    /**
     * Applies the missing versions.
     *
     * @return the versions applied now; empty when the schema was up to date
     * @throws SchemaException if an applied script has since been changed, the schema is newer than this build, or a statement fails;
     *     versions applied before it stay applied
     */
    public List<Integer> migrate() {
        // The driver would wait a second after each statement to collect further changes before it re-reads the schema.
        session.setSchemaMetadataEnabled(false);
        try {
            bootstrap();
            return pending(applied()).isEmpty() ? List.of() : applyPending();
        } finally {
            session.setSchemaMetadataEnabled(null);
        }
    }

    private List<Integer> applyPending() {
        acquireLock();
        try {
            // Read again: another migrator may have finished while we waited.
            List<SchemaScript> pending = pending(applied());
            for (SchemaScript script : pending) {
                apply(script);
            }
            return pending.stream().map(SchemaScript::version).toList();
        } finally {
            releaseLock();
        }
    }

    /**
     * Checks the schema when a node starts; changes nothing.
     *
     * @throws SchemaException if the schema is older or newer than this build, or was created by other scripts
     */
    public void check() {
        if (!tableExists("schema_version")) {
            throw new SchemaException("Cassandra holds no schema of Parley. This build needs version " + newest()
                    + ": run the migration first (./parley migrate --config FILE).");
        }
        List<SchemaScript> pending = pending(applied());
        if (!pending.isEmpty()) {
            throw new SchemaException("The schema is at version " + (newest() - pending.size()) + ", older than the "
                    + newest() + " this build needs: run the migration first (./parley migrate --config FILE).");
        }
    }

    private void bootstrap() {
        // In production the migrator often may not create keyspaces; an administrator has then created it beforehand.
        if (tableExists("schema_version") && tableExists("schema_lock")) {
            return;
        }
        boolean keyspace =
                session.execute("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = 'parley'")
                                .one()
                        != null;
        for (String statement : SchemaScript.bootstrap()) {
            if (!(keyspace && statement.startsWith("CREATE KEYSPACE"))) {
                change(statement.replace("${replication}", replication));
            }
        }
    }

    private boolean tableExists(String table) {
        return session.execute(SimpleStatement.newInstance(
                                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'parley' AND table_name = ?",
                                table))
                        .one()
                != null;
    }

    private Map<Integer, Applied> applied() {
        Map<Integer, Applied> found = new TreeMap<>();
        for (Row row :
                session.execute(SimpleStatement.newInstance("SELECT version, checksum FROM parley.schema_version")
                        .setConsistencyLevel(QUORUM))) {
            String checksum = row.getString("checksum");
            found.put(row.getInt("version"), new Applied(row.getInt("version"), checksum == null ? "" : checksum));
        }
        return found;
    }

    private List<SchemaScript> pending(Map<Integer, Applied> applied) {
        for (Applied version : applied.values()) {
            if (version.version() > newest()) {
                throw new SchemaException("The schema is at version " + version.version() + ", newer than the "
                        + newest() + " this build knows: use a build at least as new as the one that migrated it.");
            }
            SchemaScript script = scripts.get(version.version() - 1);
            if (!script.checksum().equals(version.checksum())) {
                throw new SchemaException("Schema script V%03d (%s) was changed after it was applied (%s then, %s now)."
                                .formatted(
                                        script.version(), script.description(), version.checksum(), script.checksum())
                        + " An applied script must never be changed: undo the change, and put it into a new version.");
            }
        }
        return scripts.stream()
                .filter(script -> !applied.containsKey(script.version()))
                .toList();
    }

    private void apply(SchemaScript script) {
        long began = System.nanoTime();
        for (String statement : script.statements()) {
            renewLock();
            change(statement.replace("${replication}", replication));
        }
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        session.execute(SimpleStatement.builder(
                        "INSERT INTO parley.schema_version (version, description, checksum, applied_at, applied_by, took_ms) VALUES (?, ?, ?, ?, ?, ?)")
                .addPositionalValues(
                        script.version(), script.description(), script.checksum(), clock.instant(), owner, took)
                .setConsistencyLevel(QUORUM)
                .build());
        LOG.info("Applied schema version {} ({}) in {} ms", script.version(), script.description(), took);
    }

    private void change(String statement) {
        try {
            session.execute(SimpleStatement.newInstance(statement)
                    .setTimeout(STATEMENT_LIMIT)
                    .setConsistencyLevel(QUORUM));
        } catch (DriverException failed) {
            throw new SchemaException("Cassandra refused (" + failed.getMessage() + "): " + statement, failed);
        }
        long deadline = System.nanoTime() + AGREEMENT_PATIENCE.toNanos();
        while (!session.checkSchemaAgreement()) {
            if (System.nanoTime() > deadline) {
                throw new SchemaException(
                        "The nodes of the cluster do not agree on the schema after " + AGREEMENT_PATIENCE.toSeconds()
                                + " s: make sure that all are up, then migrate again. Last statement: " + statement);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void acquireLock() {
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (true) {
            ResultSet answer = conditionally(
                    "INSERT INTO parley.schema_lock (name, owner) VALUES ('migration', ?) IF NOT EXISTS USING TTL "
                            + LOCK_SECONDS,
                    owner);
            if (answer.wasApplied()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                Row holder = answer.one();
                throw new SchemaException("Another migration has been under way for " + LOCK_PATIENCE.toSeconds()
                        + " s, by " + (holder == null ? "an unknown process" : holder.getString("owner")));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void renewLock() {
        ResultSet answer = conditionally(
                "UPDATE parley.schema_lock USING TTL " + LOCK_SECONDS
                        + " SET owner = ? WHERE name = 'migration' IF owner = ?",
                owner,
                owner);
        if (!answer.wasApplied()) {
            throw new SchemaException(
                    "The migration took so long that another one has taken over and applies the missing versions. Check again later.");
        }
    }

    private void releaseLock() {
        try {
            conditionally("DELETE FROM parley.schema_lock WHERE name = 'migration' IF owner = ?", owner);
        } catch (DriverException unreachable) {
            // The lock expires by itself; this failure must not hide the one that ended the migration.
            LOG.warn("The migration lock could not be released and expires within {} s", LOCK_SECONDS, unreachable);
        }
    }

    private ResultSet conditionally(String statement, Object... values) {
        return session.execute(SimpleStatement.newInstance(statement, values)
                .setConsistencyLevel(QUORUM)
                .setTimeout(STATEMENT_LIMIT));
    }
}
