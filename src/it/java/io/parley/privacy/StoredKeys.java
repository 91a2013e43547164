package io.parley.privacy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.CustomerId;
import io.parley.TenantId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Recovers customers' keys from the database and the root keys, as anyone with both could. */
public final class StoredKeys {

    private StoredKeys() {}

    /**
     * Returns the key of a customer who has only ever had one.
     *
     * @param rootKeys the directory of a {@link FileKms}
     */
    public static byte[] of(CqlSession session, Path rootKeys, TenantId tenant, CustomerId customer) {
        KeyRows rows = new CassandraKeyRows(session);
        TenantKeys tenantKeys = new TenantKeys(
                rows,
                new FileKms(rootKeys),
                Duration.ofSeconds(60),
                Runnable::run,
                Clock.systemUTC(),
                System::nanoTime);
        KeyRows.CustomerRow row =
                rows.ofCustomer(tenant, customer).toCompletableFuture().join().get(0);
        TenantKeys.Epochs epochs =
                tenantKeys.epochs(tenant).toCompletableFuture().join();
        return tenantKeys
                .opened(tenant, customer, row, Objects.requireNonNull(epochs.of(row.epoch())))
                .toCompletableFuture()
                .join();
    }
}
