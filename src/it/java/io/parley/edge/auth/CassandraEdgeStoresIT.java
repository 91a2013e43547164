package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.MigratedCassandra;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.edge.auth.Revocations.RetentionTimes;
import io.parley.edge.auth.Revocations.Revocation;
import io.parley.edge.auth.Revocations.Subject;
import io.parley.edge.upload.CassandraUploadUsage;
import io.parley.edge.upload.UploadUsage.Used;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the edge keeps in Cassandra of who is signed in, and of how much came. */
class CassandraEdgeStoresIT {

    private static CqlSession session;

    private final TenantId tenant =
            new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void givesEveryNodeWhatWasRevokedSinceItReadLast() throws Exception {
        CassandraRevocations store = new CassandraRevocations(session, Clock.systemUTC());
        Instant before = Instant.now().minusSeconds(1);
        Revocation one =
                new Revocation(Subject.CUSTOMER, tenant, "c1", Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Revocation other =
                new Revocation(Subject.AGENT, tenant, "a1", Instant.now().truncatedTo(ChronoUnit.MILLIS));
        RetentionTimes keep = new RetentionTimes(Duration.ofDays(1), Duration.ofDays(365));
        done(store.add(one, keep));
        done(store.add(other, keep));

        assertThat(done(store.since(before))).contains(one, other);
        assertThat(done(store.since(before.minus(Duration.ofDays(30))))).contains(one, other);
        assertThat(done(store.since(Instant.now().plusSeconds(60)))).doesNotContain(one, other);
    }

    @Test
    void looksUpTheNewestOfSomebodyWhicheverWasWrittenLast() throws Exception {
        CassandraRevocations store = new CassandraRevocations(session, Clock.systemUTC());
        Instant newest = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        RetentionTimes keep = new RetentionTimes(Duration.ofDays(1), Duration.ofDays(365));
        assertThat(done(store.newest(Subject.CUSTOMER, tenant, "c2"))).isEmpty();
        done(store.add(new Revocation(Subject.CUSTOMER, tenant, "c2", newest), keep));
        done(store.add(new Revocation(Subject.CUSTOMER, tenant, "c2", newest.minusSeconds(2)), keep));

        assertThat(done(store.newest(Subject.CUSTOMER, tenant, "c2"))).contains(newest);
        assertThat(done(store.newest(Subject.AGENT, tenant, "c2"))).isEmpty();
    }

    @Test
    void givesTheOthersAlsoWhatANodeRevokedWhoseClockIsBehind() throws Exception {
        CassandraRevocations store = new CassandraRevocations(session, Clock.systemUTC());
        Instant before = Instant.now().minusSeconds(1);
        Instant behind = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.MILLIS);
        Revocation late = new Revocation(Subject.CUSTOMER, tenant, "c3", behind);
        done(store.add(late, new RetentionTimes(Duration.ofDays(30), Duration.ofDays(365))));

        assertThat(done(store.since(before))).contains(late);
    }

    @Test
    void knowsFromWhereSomebodySignedIn() throws Exception {
        CassandraKnownPlaces places = new CassandraKnownPlaces(session, Duration.ofDays(90));
        Agent agent = new Agent(
                tenant, new AgentId("a1"), LocalizedText.of("", ""), "a@b.example", Role.AGENT, Map.of(), 1, "-");
        assertThat(done(places.isKnown(agent, "here"))).isFalse();
        done(places.remember(agent, "here"));
        assertThat(done(places.isKnown(agent, "here"))).isTrue();
        assertThat(done(places.isKnown(agent, "there"))).isFalse();
    }

    @Test
    void countsUploadsOverAllNodesAndGivesBack() throws Exception {
        LocalDate today = LocalDate.parse("2026-11-21");
        CassandraUploadUsage one = new CassandraUploadUsage(session);
        CassandraUploadUsage other = new CassandraUploadUsage(session);
        done(one.add(tenant, today, List.of("thread|1", "tenant"), new Used(1, 1_000)));
        Map<String, Used> now = done(other.add(tenant, today, List.of("thread|2", "tenant"), new Used(1, 500)));
        assertThat(now).isEqualTo(Map.of("thread|2", new Used(1, 500), "tenant", new Used(2, 1_500)));
        assertThat(done(one.add(tenant, today, List.of("tenant"), new Used(-1, -600))))
                .isEqualTo(Map.of("tenant", new Used(1, 900)));
        assertThat(done(one.add(tenant, today.plusDays(1), List.of("tenant"), new Used(1, 1))))
                .isEqualTo(Map.of("tenant", new Used(1, 1)));
    }

    @Test
    void forgetsAllPastDaysOfUploadsAlsoAfterAGapAndARestart() throws Exception {
        LocalDate today = LocalDate.parse("2026-11-21");
        CassandraUploadUsage before = new CassandraUploadUsage(session);
        done(before.add(tenant, today.minusDays(2), List.of("tenant"), new Used(1, 1)));
        done(before.add(tenant, today.minusDays(40), List.of("tenant", "thread|1"), new Used(1, 1)));

        done(new CassandraUploadUsage(session).add(tenant, today, List.of("tenant"), new Used(1, 1)));

        assertThat(session.execute("SELECT day FROM parley.upload_usage WHERE tenant = ?", tenant.value())
                        .map(row -> row.getLocalDate("day"))
                        .all())
                .containsExactly(today.minusDays(2), today);
    }
}
