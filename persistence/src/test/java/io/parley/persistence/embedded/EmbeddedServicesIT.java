package io.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServicesIT {

    @Test
    void cassandraKeepsWhatItAcknowledgedWhenItIsKilled() {
        EmbeddedCassandra cassandra = EmbeddedPair.shared().cassandra();
        try (CqlSession session = session(cassandra)) {
            session.execute("CREATE KEYSPACE IF NOT EXISTS crash WITH replication ="
                    + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE TABLE IF NOT EXISTS crash.t (id int PRIMARY KEY)");
            session.execute("INSERT INTO crash.t (id) VALUES (7)");
        }
        int port = cassandra.port();

        cassandra.kill();
        assertThat(cassandra.isAlive()).isFalse();
        cassandra.start(Progress.SILENT);

        assertThat(cassandra.port()).isEqualTo(port);
        try (CqlSession session = session(cassandra)) {
            assertThat(session.execute("SELECT id FROM crash.t").all()).hasSize(1);
        }
    }

    @Test
    void kafkaKeepsItsTopicsWhenItIsStoppedAndWhenItIsKilled() throws Exception {
        EmbeddedKafka kafka = EmbeddedPair.shared().kafka();
        try (Admin admin = admin(kafka)) {
            admin.createTopics(Set.of(new NewTopic("crash", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }

        kafka.stop();
        kafka.start(Progress.SILENT);
        kafka.kill();
        kafka.start(Progress.SILENT);

        try (Admin admin = admin(kafka)) {
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).contains("crash");
        }
    }

    @Test
    void aSuspendedBrokerAnswersNothingUntilItIsResumed() throws Exception {
        EmbeddedKafka kafka = EmbeddedPair.shared().kafka();

        kafka.suspend();
        assertThatThrownBy(kafka::answers).isInstanceOf(IOException.class);
        kafka.resume();

        assertThat(kafka.answers()).isTrue();
    }

    @Test
    void showsTheLastLogLinesOfAProcessThatDoesNotStart(@TempDir Path directory) throws IOException {
        // A file takes the place of Cassandra's directory.
        Files.writeString(directory.resolve("data"), "in the way");
        EmbeddedCassandra broken = new EmbeddedCassandra(EmbeddedCassandra.Settings.in(directory));

        assertThatThrownBy(() -> broken.start(Progress.SILENT))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("cassandra.log");
        assertThat(broken.isAlive()).isFalse();
    }

    @Test
    void endsAProcessThatAKilledParentLeftBehind(@TempDir Path directory) {
        ForkedJvm.Launch sleeper = new ForkedJvm.Launch(
                "sleeper",
                directory,
                List.of("-Xmx32m"),
                List.of(System.getProperty("java.class.path")),
                Sleeper.class.getName(),
                List.of(),
                List.of());
        ForkedJvm leftover = ForkedJvm.start(sleeper, Progress.SILENT);
        leftover.suspend();

        ForkedJvm next = ForkedJvm.start(sleeper, Progress.SILENT);

        try {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(next.isAlive()).isTrue();
        } finally {
            next.kill();
        }
    }

    /** Waits until it is killed. */
    public static final class Sleeper {

        public static void main(String[] arguments) throws InterruptedException {
            Thread.currentThread().join();
        }
    }

    private static CqlSession session(EmbeddedCassandra cassandra) {
        return CqlSession.builder()
                .addContactPoint(cassandra.contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .build())
                .build();
    }

    private static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
