package io.parley.projection;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.EntityKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Keeps dead letters in the table {@code projection_dead_letter}. */
public final class CassandraDeadLetters implements DeadLetters {

    /** Most rows that one query reads; more would indicate a fault elsewhere. */
    private static final int MAX_COUNT = 1_000;

    private final CqlSession session;

    /** @param session is not closed */
    public CassandraDeadLetters(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<Boolean> add(DeadLetter letter) {
        return session.executeAsync(insert(letter, " IF NOT EXISTS")
                        .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Done> keep(DeadLetter letter) {
        return session.executeAsync(insert(letter, "")).thenApply(done -> Done.getInstance());
    }

    private static SimpleStatement insert(DeadLetter letter, String condition) {
        String id = letter.persistenceId();
        return SimpleStatement.newInstance(
                "INSERT INTO parley.projection_dead_letter"
                        + " (slice, consumer, persistence_id, sequence, tenant, at, error, attempts, replay)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, false)" + condition,
                letter.slice(),
                letter.consumer(),
                id,
                letter.sequence(),
                EntityKey.parse(id.substring(id.indexOf('|') + 1)).tenant().value(),
                letter.at(),
                letter.error(),
                letter.attempts());
    }

    @Override
    public CompletionStage<List<DeadLetter>> marked(String slice) {
        return session.executeAsync(SimpleStatement.newInstance(
                                "SELECT * FROM parley.projection_dead_letter WHERE slice = ? LIMIT " + MAX_COUNT, slice)
                        .setPageSize(MAX_COUNT))
                .thenApply(rows -> {
                    List<DeadLetter> marked = new ArrayList<>();
                    for (Row row : rows.currentPage()) {
                        if (row.getBoolean("replay")) {
                            marked.add(letter(row));
                        }
                    }
                    return marked;
                });
    }

    /** Returns the letters of all slices, in no particular order; only some of them if there are very many. */
    public CompletionStage<List<DeadLetter>> all() {
        return session.executeAsync(
                        SimpleStatement.newInstance("SELECT * FROM parley.projection_dead_letter LIMIT " + MAX_COUNT)
                                .setPageSize(MAX_COUNT))
                .thenApply(rows -> {
                    List<DeadLetter> all = new ArrayList<>();
                    rows.currentPage().forEach(row -> all.add(letter(row)));
                    return all;
                });
    }

    /** Marks a letter to be replayed, which happens within a minute. */
    public CompletionStage<Done> mark(DeadLetter letter) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "UPDATE parley.projection_dead_letter SET replay = true"
                                + " WHERE slice = ? AND consumer = ? AND persistence_id = ? AND sequence = ?",
                        letter.slice(),
                        letter.consumer(),
                        letter.persistenceId(),
                        letter.sequence()))
                .thenApply(done -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> remove(DeadLetter letter) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "DELETE FROM parley.projection_dead_letter"
                                + " WHERE slice = ? AND consumer = ? AND persistence_id = ? AND sequence = ?",
                        letter.slice(),
                        letter.consumer(),
                        letter.persistenceId(),
                        letter.sequence()))
                .thenApply(done -> Done.getInstance());
    }

    private static DeadLetter letter(Row row) {
        return new DeadLetter(
                text(row, "slice"),
                text(row, "consumer"),
                text(row, "persistence_id"),
                row.getLong("sequence"),
                Objects.requireNonNull(row.getInstant("at")),
                text(row, "error"),
                row.getInt("attempts"));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
