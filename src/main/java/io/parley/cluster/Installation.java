package io.parley.cluster;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.parley.Slices;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Checks the values that must stay as they were when the installation began against those recorded then. With another number of shards, the
 * remembered conversations would be started in their old shards and again in their new ones: two writers each. With another number of
 * slices, the events of one conversation would lie in two slices and no longer be read in order, or not be read at all.
 */
final class Installation {

    private static final String SHARDS = "akka.cluster.sharding.number-of-shards";

    private static final String BEGAN = "began";

    private Installation() {}

    /**
     * @param all the slices of every kind of entity that has some
     * @param now recorded as the installation's beginning if this is its first node
     * @return when the installation began; fails with {@link ConfigException.BadValue} if this node or this build differs from what it
     *     began with
     */
    static CompletionStage<Instant> check(CqlSession session, Config config, List<Slices> all, Instant now) {
        CompletionStage<Void> checked =
                require(session, SHARDS, config.getString(SHARDS), "Set it to that in this node's configuration.");
        for (Slices slices : all) {
            checked = checked.thenCompose(same -> require(
                    session,
                    "slices." + slices.kind(),
                    Integer.toString(slices.count()),
                    "Use a build that has that number; this one was changed."));
        }
        return checked.thenCompose(same -> begun(session, BEGAN, now.toString()))
                .thenApply(Instant::parse);
    }

    static CompletionStage<Void> require(CqlSession session, String name, String value, String remedy) {
        return begun(session, name, value)
                .thenCompose(begun -> begun.equals(value)
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.failedStage(new ConfigException.BadValue(
                                name,
                                "this installation began with " + begun + " and cannot have " + value + ". "
                                        + remedy)));
    }

    /** Returns the value the installation began with; records this value if it has none yet. */
    private static CompletionStage<String> begun(CqlSession session, String name, String value) {
        return session.executeAsync(
                        "INSERT INTO parley.installation (name, value) VALUES (?, ?) IF NOT EXISTS", name, value)
                .thenApply(answer -> {
                    // An insert that was not applied returns the existing row.
                    Row existing = answer.wasApplied() ? null : answer.one();
                    return existing == null ? value : Objects.requireNonNull(existing.getString("value"));
                });
    }
}
