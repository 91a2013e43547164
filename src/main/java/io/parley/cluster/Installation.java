package io.parley.cluster;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.concurrent.CompletionStage;

/**
 * What must stay as it was when the installation began, held against what was written down then. With another number of shards, the
 * remembered conversations would be started in their old shards and again in their new ones: two writers each.
 */
final class Installation {

    private static final String SHARDS = "akka.cluster.sharding.number-of-shards";

    private Installation() {}

    /** @return fails with {@link ConfigException.BadValue} when this node is set otherwise */
    static CompletionStage<Void> check(CqlSession session, Config config) {
        String shards = config.getString(SHARDS);
        return session.executeAsync(
                        "INSERT INTO parley.installation (name, value) VALUES (?, ?) IF NOT EXISTS", SHARDS, shards)
                .thenAccept(answer -> require(answer, shards));
    }

    private static void require(AsyncResultSet answer, String wanted) {
        Row existing = answer.wasApplied() ? null : answer.one();
        String begun = existing == null ? wanted : existing.getString("value");
        if (!wanted.equals(begun)) {
            throw new ConfigException.BadValue(
                    SHARDS,
                    "this installation began with " + begun + " and cannot have another number. Set it to that.");
        }
    }
}
