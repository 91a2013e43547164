package io.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.MigratedCassandra;
import io.parley.TenantId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class CassandraDirectoryIT extends DirectoryContract {

    private static CqlSession session;

    private CassandraDirectory directory;
    private CassandraDirectoryStore store;

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    @BeforeEach
    void open() throws Exception {
        store = new CassandraDirectoryStore(session);
        directory = new CassandraDirectory(session, Duration.ofMillis(200));
        directory.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Override
    Directory directory() {
        return directory;
    }

    @Override
    DirectoryStore store() {
        return store;
    }

    @Override
    TenantDocuments documents() {
        return new CassandraTenantDocuments(session);
    }

    @Override
    Object version(TenantId tenant) {
        return Objects.requireNonNull(session.execute(
                                "SELECT version FROM parley.directory_versions WHERE scope = 'all' AND tenant = ?",
                                tenant.value())
                        .one())
                .getUuid("version");
    }

    @Override
    void seen(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
