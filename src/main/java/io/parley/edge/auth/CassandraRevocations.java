package io.parley.edge.auth;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.parley.TenantId;
import io.parley.edge.auth.Revocations.RetentionTimes;
import io.parley.edge.auth.Revocations.Revocation;
import io.parley.edge.auth.Revocations.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Revocations in Cassandra: one partition per day, in the order in which they were made, and the newest of each subject. Each row expires
 * after its time to live. The order is by the database's clock: with the nodes' clocks, the revocations of a node whose clock is behind
 * would be placed where the others have already read.
 */
public final class CassandraRevocations implements Revocations.Store {

    private final CqlSession session;
    private final Clock clock;

    public CassandraRevocations(CqlSession session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Done> add(Revocation revocation, RetentionTimes keep) {
        // Written with the time of the revocation as its timestamp, so that the later of two stays, whichever is
        // written last.
        return execute(SimpleStatement.newInstance(
                        "INSERT INTO parley.newest_revocation (tenant, subject, id, not_before)"
                                + " VALUES (?, ?, ?, ?) USING TTL ? AND TIMESTAMP ?",
                        revocation.tenant().value(),
                        name(revocation.subject()),
                        revocation.id(),
                        revocation.notBefore(),
                        seconds(keep.stored()),
                        ChronoUnit.MICROS.between(Instant.EPOCH, revocation.notBefore())))
                .thenCompose(stored -> execute(SimpleStatement.newInstance(
                        "INSERT INTO parley.revocation (day, at, subject, tenant, id, not_before)"
                                + " VALUES (toDate(now()), now(), ?, ?, ?, ?) USING TTL ?",
                        name(revocation.subject()),
                        revocation.tenant().value(),
                        revocation.id(),
                        revocation.notBefore(),
                        seconds(keep.remembered()))))
                .thenApply(done -> Done.getInstance());
    }

    private static int seconds(Duration keep) {
        return Math.toIntExact(keep.toSeconds());
    }

    private static String name(Subject subject) {
        return subject.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CompletionStage<Optional<Instant>> newest(Subject subject, TenantId tenant, String id) {
        return execute(SimpleStatement.newInstance(
                        "SELECT not_before FROM parley.newest_revocation WHERE tenant = ? AND subject = ? AND id = ?",
                        tenant.value(),
                        name(subject),
                        id))
                .thenApply(page -> Optional.ofNullable(page.one())
                        .map(row -> Objects.requireNonNull(row.getInstant("not_before"))));
    }

    @Override
    public CompletionStage<List<Revocation>> since(Instant moment) {
        List<Revocation> found = new ArrayList<>();
        // Another node's clock may already be in the next day.
        LocalDate last = day(clock.instant()).plusDays(1);
        CompletionStage<Void> read = CompletableFuture.completedStage(null);
        for (LocalDate day = day(moment); !day.isAfter(last); day = day.plusDays(1)) {
            LocalDate next = day;
            read = read.thenCompose(before -> execute(SimpleStatement.newInstance(
                            "SELECT subject, tenant, id, not_before FROM parley.revocation WHERE day = ? AND at >= ?",
                            next,
                            Uuids.startOf(moment.toEpochMilli())))
                    .thenCompose(page -> collect(page, found)));
        }
        return read.thenApply(done -> found);
    }

    private static CompletionStage<Void> collect(AsyncResultSet page, List<Revocation> found) {
        page.currentPage().forEach(row -> found.add(revocation(row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> collect(next, found))
                : CompletableFuture.completedStage(null);
    }

    private static Revocation revocation(Row row) {
        return new Revocation(
                Subject.valueOf(text(row, "subject").toUpperCase(Locale.ROOT)),
                new TenantId(text(row, "tenant")),
                text(row, "id"),
                Objects.requireNonNull(row.getInstant("not_before")));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.getString(column));
    }

    private static LocalDate day(Instant moment) {
        return moment.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** Writes and reads at quorum: what was acknowledged is seen by the next read of every node. */
    private CompletionStage<AsyncResultSet> execute(SimpleStatement statement) {
        return session.executeAsync(statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
