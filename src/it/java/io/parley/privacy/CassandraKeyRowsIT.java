package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.CustomerId;
import io.parley.MigratedCassandra;
import io.parley.Personal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraKeyRowsIT extends KeyRowsContract {

    private static CqlSession session;
    private static ExecutorService blocking;

    record Note(Personal<String> text) {}

    private static final Note NOTE = new Note(Personal.of(Personal.Kind.TEXT, "sounds tired"));

    @TempDir
    private Path directory;

    @BeforeAll
    static void connect() {
        blocking = Executors.newFixedThreadPool(2);
        session = MigratedCassandra.connect();
    }

    @AfterAll
    static void disconnect() {
        blocking.shutdown();
        session.close();
    }

    @Override
    KeyRows rows() {
        return new CassandraKeyRows(session);
    }

    private Keyring nodeAt(Instant now) {
        return new Keyring(
                rows(),
                new FileKms(directory.resolve("kms")),
                new PrivacySettings(true, 1_000, Duration.ofSeconds(60), 100_000, directory),
                blocking,
                Clock.fixed(now, ZoneOffset.UTC),
                System::nanoTime);
    }

    @Test
    void aTenantsKeyIsReplacedWhileCustomersWriteAndDestroyedWithItsRootKeyAfterwards() {
        Instant now = Instant.parse("2026-11-21T08:00:00.123456Z");
        Keyring node = nodeAt(now);
        await(node.ready(tenant));
        List<CustomerId> customers =
                IntStream.range(0, 300).mapToObj(i -> new CustomerId("c-" + i)).toList();
        List<Note> sealed = customers.stream()
                .map(customer -> await(node.toSeal(tenant, customer)).seal(NOTE))
                .toList();
        await(node.destroy(tenant, customers.get(0)));
        assertThat(await(node.epochs().newRoot(tenant, "ada"))).isEqualTo(2);

        List<CompletableFuture<KeyEpoch>> operators = IntStream.range(0, 4)
                .mapToObj(
                        i -> nodeAt(now).epochs().begin(tenant, "operator " + i).toCompletableFuture())
                .toList();
        assertThat(operators)
                .filteredOn(begun ->
                        !begun.handle((epoch, refused) -> refused != null).join())
                .hasSize(1);
        assertThat(await(node.epochs().list(tenant)))
                .extracting(KeyEpoch::number)
                .containsExactly(2, 1);
        assertThatThrownBy(() -> await(node.epochs().destroy(tenant, 1, "ada"))).hasStackTraceContaining("still wraps");

        Instant later = now.plus(Duration.ofMinutes(4));
        List<CompletableFuture<Boolean>> moves = IntStream.range(0, 2)
                .mapToObj(i -> nodeAt(later)
                        .epochs()
                        .move(tenant, pause -> CompletableFuture.completedStage(null))
                        .toCompletableFuture())
                .toList();
        moves.forEach(KeyRowsContract::await);
        await(nodeAt(later).epochs().move(tenant, pause -> CompletableFuture.completedStage(null)));
        assertThat(scanned())
                .filteredOn(found -> found.row().wrapped() != null)
                .hasSize(299)
                .allSatisfy(found -> assertThat(found.row().epoch()).isEqualTo(2));

        Keyring last = nodeAt(later.plus(Duration.ofMinutes(4)));
        await(last.epochs().destroy(tenant, 1, "ada"));
        await(last.epochs().retireRoot(tenant, 1, "ada"));

        Keyring fresh = nodeAt(later);
        for (int i = 0; i < customers.size(); i++) {
            Note read = await(fresh.open(tenant, sealed.get(i)));
            assertThat(read.text().isOpen()).isEqualTo(i > 0);
        }
        assertThat(await(fresh.epochs().list(tenant)))
                .extracting(KeyEpoch::state)
                .containsExactly(KeyEpoch.State.CURRENT, KeyEpoch.State.DESTROYED);
        await(fresh.ready(tenant));
        assertThat(fresh.pepper(tenant)).isEqualTo(node.pepper(tenant));
    }
}
