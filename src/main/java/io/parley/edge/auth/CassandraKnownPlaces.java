package io.parley.edge.auth;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.directory.Directory.Agent;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Known places in Cassandra, each of which expires after its time to live. */
public final class CassandraKnownPlaces implements KnownPlaces {

    private final CqlSession session;
    private final int ttlSeconds;

    /** @param remember for how long after the last sign-in from there */
    public CassandraKnownPlaces(CqlSession session, Duration remember) {
        this.session = session;
        this.ttlSeconds = Math.toIntExact(remember.toSeconds());
    }

    @Override
    public CompletionStage<Boolean> isKnown(Agent agent, String place) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "SELECT place FROM parley.sign_in_place WHERE tenant = ? AND agent = ? AND place = ?",
                        agent.tenant().value(),
                        agent.id().value(),
                        place))
                .thenApply(found -> found.one() != null);
    }

    @Override
    public CompletionStage<Done> remember(Agent agent, String place) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "INSERT INTO parley.sign_in_place (tenant, agent, place) VALUES (?, ?, ?) USING TTL ?",
                        agent.tenant().value(),
                        agent.id().value(),
                        place,
                        ttlSeconds))
                .thenApply(done -> Done.getInstance());
    }
}
