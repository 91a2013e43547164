package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import io.parley.MigratedCassandra;
import io.parley.TenantId;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.privacy.CassandraKeyRows;
import io.parley.privacy.FileKms;
import io.parley.privacy.KeyEpoch;
import io.parley.privacy.Keyring;
import io.parley.privacy.PrivacySettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandIT {

    private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final StringWriter complaints = new StringWriter();

    @TempDir
    private Path directory;

    private Path config;

    @BeforeEach
    void aNodeHasServedTheTenant() throws Exception {
        config = directory.resolve("node.conf");
        Files.writeString(
                config,
                """
                parley.privacy.kms.directory = "%s"
                datastax-java-driver.basic {
                  contact-points = ["127.0.0.1:%d"]
                  load-balancing-policy.local-datacenter = %s
                  request.timeout = 20s
                }
                """
                        .formatted(
                                directory.resolve("keys"),
                                EmbeddedPair.shared().cassandra().port(),
                                EmbeddedCassandra.DATACENTER));
        epochs();
    }

    private List<KeyEpoch> epochs() {
        try (CqlSession session = MigratedCassandra.connect()) {
            Keyring keyring = new Keyring(
                    new CassandraKeyRows(session),
                    new FileKms(directory.resolve("keys")),
                    PrivacySettings.from(ConfigFactory.load(ConfigFactory.parseFile(config.toFile()))
                            .getConfig("parley.privacy")),
                    Runnable::run,
                    Clock.systemUTC(),
                    System::nanoTime);
            return keyring.ready(new TenantId(tenant))
                    .thenCompose(ready -> keyring.epochs().list(new TenantId(tenant)))
                    .toCompletableFuture()
                    .join();
        }
    }

    private int keys(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--tenant", tenant, "--config", config.toString()));
        return new CommandLine(new KeysCommand())
                .setErr(new PrintWriter(complaints, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(all.toArray(String[]::new));
    }

    @Test
    void anEpochIsBegunUnderANewRootKeyAndWhatIsNeededIsNotDestroyed() {
        assertThat(keys("new-root")).isZero();
        assertThat(keys("rotate")).isZero();
        assertThat(keys("list")).isZero();
        assertThat(epochs()).extracting(KeyEpoch::number).containsExactly(2, 1);
        assertThat(epochs()).extracting(KeyEpoch::rootKey).containsExactly(2, 1);
        assertThat(epochs().get(0).begunBy()).contains("./parley keys");
        assertThat(complaints.toString()).isEmpty();

        assertThat(keys("rotate")).isEqualTo(1);
        assertThat(complaints.toString()).contains("has not taken over yet");
        assertThat(keys("destroy", "--epoch", "1")).isEqualTo(1);
        assertThat(complaints.toString()).contains("Epoch 1 still wraps customers' keys");
        assertThat(keys("retire-root", "--version", "1")).isEqualTo(1);
        assertThat(complaints.toString()).contains("Root key 1 still wraps epoch 1.");
        assertThat(epochs()).hasSize(2);
    }
}
