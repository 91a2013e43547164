package io.parley.cluster;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PrepareRequest;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.session.Session;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.driver.internal.core.session.SessionWrapper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries preparing a statement until the database answers. Akka's journal, snapshots, queries and offsets prepare each of their statements
 * once, when it is first needed, and keep the outcome, even a failure: if the database were slow at that moment, everything that needs the
 * statement would fail until the node is restarted. Meanwhile, callers that wait for a statement time out by their own limits.
 */
final class RetryingPrepareSession extends SessionWrapper implements CqlSession {

    private static final Logger LOG = LoggerFactory.getLogger(RetryingPrepareSession.class);

    private static final Duration PAUSE = Duration.ofMillis(500);

    RetryingPrepareSession(Session session) {
        super(session);
    }

    @Override
    @SuppressWarnings("unchecked") // The result has the requested type.
    public <R extends Request, T> @Nullable T execute(R request, GenericType<T> result) {
        return request instanceof PrepareRequest statement && result.equals(PrepareRequest.ASYNC)
                ? (T) prepared(statement)
                : super.execute(request, result);
    }

    private CompletionStage<PreparedStatement> prepared(PrepareRequest statement) {
        CompletionStage<PreparedStatement> once = super.execute(statement, PrepareRequest.ASYNC);
        return once.handle((prepared, failure) -> {
                    if (failure == null || !passes(failure)) {
                        return once;
                    }
                    LOG.warn(
                            "preparing a statement failed; retrying every {}: {} ({})",
                            PAUSE,
                            oneLine(statement),
                            failure);
                    return later(statement).thenApply(at -> {
                        LOG.info("prepared after retries: {}", oneLine(statement));
                        return at;
                    });
                })
                .thenCompose(Function.identity());
    }

    private CompletionStage<PreparedStatement> later(PrepareRequest statement) {
        return CompletableFuture.supplyAsync(
                        () -> super.execute(statement, PrepareRequest.ASYNC),
                        CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                .thenCompose(Function.identity())
                .handle((prepared, failure) -> failure == null
                        ? CompletableFuture.completedStage(prepared)
                        : passes(failure)
                                ? later(statement)
                                : CompletableFuture.<PreparedStatement>failedStage(failure))
                .thenCompose(Function.identity());
    }

    private static String oneLine(PrepareRequest statement) {
        return statement.getQuery().strip().replaceAll("\\s+", " ");
    }

    private boolean passes(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof DriverException && !(cause instanceof QueryValidationException) && !isClosed();
    }
}
