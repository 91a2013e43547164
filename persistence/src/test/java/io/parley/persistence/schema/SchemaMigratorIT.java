package io.parley.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaMigratorIT {

    private static final SchemaScript FIRST = SchemaScript.parse(
            "V001__notes.cql", "CREATE TABLE IF NOT EXISTS parley.notes (id int PRIMARY KEY, note text);");
    private static final SchemaScript SECOND = SchemaScript.parse(
            "V002__more.cql",
            "ALTER TABLE parley.notes ADD IF NOT EXISTS more text; CREATE TABLE IF NOT EXISTS parley.more (id int PRIMARY KEY);");

    private CqlSession session;

    @BeforeEach
    void connect() {
        session = CqlSession.builder()
                .addContactPoint(EmbeddedPair.shared().cassandra().contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                        .build())
                .build();
        session.execute("DROP KEYSPACE IF EXISTS parley");
    }

    @AfterEach
    void disconnect() {
        session.execute("DROP KEYSPACE IF EXISTS parley");
        session.close();
    }

    private SchemaMigrator migrator(SchemaScript... scripts) {
        return new SchemaMigrator(session, List.of(scripts), SchemaMigrator.SINGLE_NODE, Clock.systemUTC());
    }

    @Test
    void createsTheSchemaOnceAndFindsNothingToDoAfterwards() {
        SchemaMigrator migrator = new SchemaMigrator(session, SchemaMigrator.SINGLE_NODE, Clock.systemUTC());

        assertThat(migrator.migrate()).contains(1);
        assertThat(migrator.migrate()).isEmpty();
        migrator.check();
        assertThat(tables())
                .contains(
                        "messages",
                        "tag_views",
                        "tag_write_progress",
                        "tag_scanning",
                        "metadata",
                        "all_persistence_ids",
                        "snapshots",
                        "projection_offset",
                        "projection_dead_letter");
    }

    @Test
    void appliesOnlyWhatIsMissing() {
        migrator(FIRST).migrate();
        session.execute("INSERT INTO parley.notes (id, note) VALUES (1, 'kept')");

        assertThat(migrator(FIRST, SECOND).migrate()).containsExactly(2);
        assertThat(session.execute("SELECT note FROM parley.notes WHERE id = 1")
                        .one()
                        .getString(0))
                .isEqualTo("kept");
    }

    @Test
    void refusesAChangedScript() {
        migrator(FIRST).migrate();
        SchemaScript changed = SchemaScript.parse(
                "V001__notes.cql", "CREATE TABLE IF NOT EXISTS parley.notes (id bigint PRIMARY KEY, note text);");

        assertThatThrownBy(() -> migrator(changed, SECOND).migrate())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("V001")
                .hasMessageContaining("was changed");
        assertThatThrownBy(() -> migrator(changed).check()).isInstanceOf(SchemaException.class);
        assertThat(tables()).doesNotContain("more");
    }

    @Test
    void saysWhetherTheSchemaIsOlderOrNewerThanThisBuild() {
        assertThatThrownBy(() -> migrator(FIRST).check()).hasMessageContaining("holds no schema");

        migrator(FIRST).migrate();
        assertThatThrownBy(() -> migrator(FIRST, SECOND).check())
                .hasMessageContaining("at version 1, older than the 2");

        migrator(FIRST, SECOND).migrate();
        assertThatThrownBy(() -> migrator(FIRST).check()).hasMessageContaining("at version 2, newer than the 1");
        assertThatThrownBy(() -> migrator(FIRST).migrate()).hasMessageContaining("newer");
    }

    @Test
    void appliesEachVersionOnceWhenSeveralMigratorsStartTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<List<Integer>>> racing = List.of(
                    migrator(FIRST, SECOND)::migrate,
                    migrator(FIRST, SECOND)::migrate,
                    migrator(FIRST, SECOND)::migrate);
            List<Integer> applied = new ArrayList<>();
            for (Future<List<Integer>> done : threads.invokeAll(racing)) {
                applied.addAll(done.get());
            }
            assertThat(applied).containsExactlyInAnyOrder(1, 2);
        } finally {
            threads.shutdownNow();
        }
        migrator(FIRST, SECOND).check();
        assertThat(session.execute("SELECT name FROM parley.schema_lock").all()).isEmpty();
    }

    @Test
    void namesTheStatementThatCassandraRefused() {
        SchemaScript wrong = SchemaScript.parse(
                "V001__wrong.cql", "CREATE TABLE IF NOT EXISTS parley.wrong (id nothing PRIMARY KEY);");

        assertThatThrownBy(() -> migrator(wrong).migrate())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("parley.wrong (id nothing");
        assertThat(migrator(FIRST).migrate()).containsExactly(1);
    }

    private List<String> tables() {
        return session
                .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'parley'")
                .all()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
