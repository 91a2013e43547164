package io.parley.privacy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.TokenRange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the rows in a separate keyspace, so that they have separate backups, or none. */
public final class CassandraKeyRows implements KeyRows {

    private static final int PAGE = 500;

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
                .thenApply(found -> {
                    List<CustomerRow> rows = new ArrayList<>();
                    // A customer has few generations, always within the first page.
                    found.currentPage().forEach(row -> rows.add(customerRow(row)));
                    return rows;
                });
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, CustomerId customer, CustomerRow row) {
        return applied(
                "INSERT INTO parley_keys.customer_key (tenant, customer, generation, epoch, wrapped) VALUES (?, ?, ?, ?, ?)"
                        + " IF NOT EXISTS",
                tenant.value(),
                customer.value(),
                row.generation(),
                row.epoch(),
                bytes(row.wrapped()));
    }

    @Override
    public CompletionStage<Boolean> rewrap(
            TenantId tenant, CustomerId customer, CustomerRow before, CustomerRow after) {
        return applied(
                "UPDATE parley_keys.customer_key SET epoch = ?, wrapped = ?"
                        + " WHERE tenant = ? AND customer = ? AND generation = ? IF epoch = ? AND destroyed_at = null",
                after.epoch(),
                bytes(after.wrapped()),
                tenant.value(),
                customer.value(),
                before.generation(),
                before.epoch());
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
    public CompletionStage<Void> scan(int part, Function<List<OwnedRow>, CompletionStage<Void>> each) {
        TokenRange range = TokenRange.of(part, PARTS);
        return execute(
                        "SELECT tenant, customer, generation, epoch, wrapped FROM parley_keys.customer_key"
                                + " WHERE token(tenant, customer) > ? AND token(tenant, customer) <= ?",
                        range.after(),
                        range.last())
                .thenCompose(page -> pages(page, each));
    }

    private static CompletionStage<Void> pages(
            AsyncResultSet page, Function<List<OwnedRow>, CompletionStage<Void>> each) {
        List<OwnedRow> rows = new ArrayList<>();
        for (Row row : page.currentPage()) {
            rows.add(new OwnedRow(
                    new TenantId(text(row, "tenant")), new CustomerId(text(row, "customer")), customerRow(row)));
        }
        CompletionStage<Void> handled = rows.isEmpty() ? CompletableFuture.completedStage(null) : each.apply(rows);
        return !page.hasMorePages()
                ? handled
                : handled.thenCompose(done -> page.fetchNextPage()).thenCompose(next -> pages(next, each));
    }

    @Override
    public CompletionStage<List<TenantRow>> ofTenant(TenantId tenant, String use) {
        return execute(
                        "SELECT version, root, wrapped, made_at, made_by, moved, emptied_at, destroyed_at"
                                + " FROM parley_keys.tenant_key WHERE tenant = ? AND purpose = ?",
                        tenant.value(),
                        use)
                .thenCompose(page -> tenantRows(page, new ArrayList<>()));
    }

    private static CompletionStage<List<TenantRow>> tenantRows(AsyncResultSet page, List<TenantRow> found) {
        for (Row row : page.currentPage()) {
            found.add(new TenantRow(
                    row.getInt("version"),
                    row.getInt("root"),
                    wrapped(row),
                    Objects.requireNonNull(row.getInstant("made_at")),
                    text(row, "made_by"),
                    row.getInt("moved"),
                    row.getInstant("emptied_at"),
                    row.getInstant("destroyed_at")));
        }
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> tenantRows(next, found))
                : CompletableFuture.completedStage(found);
    }

    @Override
    public CompletionStage<Boolean> add(TenantId tenant, String use, TenantRow row) {
        return applied(
                "INSERT INTO parley_keys.tenant_key (tenant, purpose, version, root, wrapped, made_at, made_by, moved)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS",
                tenant.value(),
                use,
                row.version(),
                row.root(),
                bytes(row.wrapped()),
                row.madeAt(),
                row.madeBy(),
                row.moved());
    }

    @Override
    public CompletionStage<Boolean> change(TenantId tenant, String use, TenantRow before, TenantRow after) {
        return applied(
                "UPDATE parley_keys.tenant_key SET root = ?, wrapped = ?, moved = ?, emptied_at = ?, destroyed_at = ?"
                        + " WHERE tenant = ? AND purpose = ? AND version = ?"
                        + " IF root = ? AND moved = ? AND emptied_at = ? AND destroyed_at = ?",
                after.root(),
                bytes(after.wrapped()),
                after.moved(),
                after.emptiedAt(),
                after.destroyedAt(),
                tenant.value(),
                use,
                before.version(),
                before.root(),
                before.moved(),
                before.emptiedAt(),
                before.destroyedAt());
    }

    private CompletionStage<Boolean> applied(String cql, @Nullable Object... values) {
        return execute(cql, values).thenApply(AsyncResultSet::wasApplied);
    }

    private CompletionStage<AsyncResultSet> execute(String cql, @Nullable Object... values) {
        return session.executeAsync(SimpleStatement.newInstance(cql, values)
                .setPageSize(PAGE)
                .setConsistencyLevel(DefaultConsistencyLevel.QUORUM));
    }

    private static CustomerRow customerRow(Row row) {
        return new CustomerRow(row.getInt("generation"), row.getInt("epoch"), wrapped(row));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.getString(column), column);
    }

    private static byte @Nullable [] wrapped(Row row) {
        ByteBuffer wrapped = row.getByteBuffer("wrapped");
        return wrapped == null ? null : Bytes.getArray(wrapped);
    }

    private static @Nullable ByteBuffer bytes(byte @Nullable [] wrapped) {
        return wrapped == null ? null : ByteBuffer.wrap(wrapped);
    }
}
