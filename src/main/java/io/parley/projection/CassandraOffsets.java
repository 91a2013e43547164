package io.parley.projection;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Keeps offsets in the table {@code projection_offset}. */
public final class CassandraOffsets implements Offsets {

    private final CqlSession session;

    /** @param session is not closed */
    public CassandraOffsets(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<Map<String, UUID>> read(String slice, Collection<String> consumers) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "SELECT consumer, offset FROM parley.projection_offset WHERE consumer IN ? AND slice = ?",
                        List.copyOf(consumers),
                        slice))
                .thenApply(rows -> {
                    Map<String, UUID> offsets = new HashMap<>();
                    for (Row row : rows.currentPage()) {
                        offsets.put(
                                Objects.requireNonNull(row.getString("consumer")),
                                Objects.requireNonNull(row.getUuid("offset")));
                    }
                    return offsets;
                });
    }

    @Override
    public CompletionStage<Done> store(String slice, Map<String, UUID> byConsumer) {
        List<SimpleStatement> rows = byConsumer.entrySet().stream()
                .map(entry -> SimpleStatement.newInstance(
                        "INSERT INTO parley.projection_offset (consumer, slice, offset) VALUES (?, ?, ?)",
                        entry.getKey(),
                        slice,
                        entry.getValue()))
                .toList();
        return session.executeAsync(
                        rows.size() == 1
                                ? rows.get(0)
                                : BatchStatement.builder(DefaultBatchType.UNLOGGED)
                                        .addStatements(List.copyOf(rows))
                                        .build())
                .thenApply(done -> Done.getInstance());
    }
}
