package io.parley.privacy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.parley.CustomerId;
import io.parley.TenantId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** In a keyspace of their own, so that they have backups of their own, or none. */
public final class CassandraKeyRows implements KeyRows {

    private final CqlSession session;

    public CassandraKeyRows(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<List<CustomerRow>> ofCustomer(TenantId tenant, CustomerId customer) {
        return execute(
                        "SELECT generation, epoch, wrapped FROM parley_keys.customer_key WHERE tenant = ? AND customer = ?",
                        tenant.value(),
                        customer.value())
                .thenApply(CassandraKeyRows::customerRows);
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row) {
        return execute(
                        "INSERT INTO parley_keys.customer_key (tenant, customer, generation, epoch, wrapped) VALUES (?, ?, ?, ?, ?)"
                                + " IF NOT EXISTS",
                        tenant.value(),
                        customer.value(),
                        row.generation(),
                        row.epoch(),
                        ByteBuffer.wrap(Objects.requireNonNull(row.wrapped())))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Void> destroy(TenantId tenant, CustomerId customer, int generation, Instant at) {
        return execute(
                        "UPDATE parley_keys.customer_key SET wrapped = null, destroyed_at = ?"
                                + " WHERE tenant = ? AND customer = ? AND generation = ? IF destroyed_at = null",
                        at,
                        tenant.value(),
                        customer.value(),
                        generation)
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Optional<TenantRow>> ofTenant(TenantId tenant, String use, int version) {
        return execute(
                        "SELECT root, wrapped FROM parley_keys.tenant_key WHERE tenant = ? AND purpose = ? AND version = ?",
                        tenant.value(),
                        use,
                        version)
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        .map(row -> new TenantRow(row.getInt("root"), Objects.requireNonNull(bytes(row)))));
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, String use, int version, TenantRow row) {
        return execute(
                        "INSERT INTO parley_keys.tenant_key (tenant, purpose, version, root, wrapped) VALUES (?, ?, ?, ?, ?) IF NOT EXISTS",
                        tenant.value(),
                        use,
                        version,
                        row.root(),
                        ByteBuffer.wrap(row.wrapped()))
                .thenApply(AsyncResultSet::wasApplied);
    }

    private CompletionStage<AsyncResultSet> execute(String cql, Object... values) {
        return session.executeAsync(
                SimpleStatement.newInstance(cql, values).setConsistencyLevel(DefaultConsistencyLevel.QUORUM));
    }

    /** A customer has few generations: always within the first page. */
    private static List<CustomerRow> customerRows(AsyncResultSet found) {
        List<CustomerRow> rows = new ArrayList<>();
        for (Row row : found.currentPage()) {
            rows.add(new CustomerRow(row.getInt("generation"), row.getInt("epoch"), bytes(row)));
        }
        return rows;
    }

    private static byte @Nullable [] bytes(Row row) {
        ByteBuffer wrapped = row.getByteBuffer("wrapped");
        return wrapped == null ? null : Bytes.getArray(wrapped);
    }
}
