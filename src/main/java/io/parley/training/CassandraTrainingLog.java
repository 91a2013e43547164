package io.parley.training;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Stores trainings as rows with a time to live; the tenant's lock is a row that must be renewed. */
public final class CassandraTrainingLog implements TrainingLog {

    private static final int TURN_SECONDS = 60;
    private static final int KEPT_SECONDS = 30 * 24 * 3600;

    private final CqlSession session;
    private final ObjectMapper json;

    /** @param session stays open */
    public CassandraTrainingLog(CqlSession session, ObjectMapper json) {
        this.session = session;
        this.json = json;
    }

    @Override
    public CompletionStage<Boolean> begin(TenantId tenant, Training training) {
        return session.executeAsync(statement(
                        "INSERT INTO parley.language_training_turn (tenant, training) VALUES (?, ?) IF NOT EXISTS USING TTL ?",
                        tenant.value(),
                        training.id(),
                        TURN_SECONDS))
                .thenCompose(answer -> answer.wasApplied()
                        ? write(tenant, training).thenApply(done -> true)
                        : java.util.concurrent.CompletableFuture.completedFuture(false));
    }

    @Override
    public CompletionStage<Done> save(TenantId tenant, Training training) {
        return write(tenant, training)
                .thenCompose(done -> turn(tenant, training))
                .thenApply(done -> Done.getInstance());
    }

    private CompletionStage<AsyncResultSet> turn(TenantId tenant, Training training) {
        return training.hasEnded()
                ? session.executeAsync(statement(
                        "DELETE FROM parley.language_training_turn WHERE tenant = ? IF training = ?",
                        tenant.value(),
                        training.id()))
                : session.executeAsync(statement(
                        "UPDATE parley.language_training_turn USING TTL ? SET training = ? WHERE tenant = ? IF training = ?",
                        TURN_SECONDS,
                        training.id(),
                        tenant.value(),
                        training.id()));
    }

    private CompletionStage<Done> write(TenantId tenant, Training training) {
        try {
            return session.executeAsync(statement(
                            "INSERT INTO parley.language_trainings (tenant, id, training) VALUES (?, ?, ?) USING TTL ?",
                            tenant.value(),
                            training.id(),
                            json.writeValueAsString(training),
                            KEPT_SECONDS))
                    .thenApply(done -> Done.getInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<Optional<Training>> find(TenantId tenant, String id) {
        return session.executeAsync(statement(
                        "SELECT training FROM parley.language_trainings WHERE tenant = ? AND id = ?",
                        tenant.value(),
                        id))
                .thenApply(answer -> Optional.ofNullable(answer.one()).map(this::read));
    }

    private Training read(Row row) {
        try {
            return json.readValue(row.getString("training"), Training.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SimpleStatement statement(String cql, Object... values) {
        return SimpleStatement.newInstance(cql, values).setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM);
    }
}
