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
 * Compares settings that must never change with those recorded when the installation began. With another number of shards, remembered
 * conversations would be started both in their old shards and in their new ones: two writers each. With another number of slices, the
 * events of one conversation would lie in two slices and be read out of order, or not at all.
 */
final class Installation {

    private static final String SHARDS = "akka.cluster.sharding.number-of-shards";

    private static final String BEGAN = "began";

    private Installation() {}

    /**
     * @param the slices of all kinds of entities
     * @param now recorded as the installation's beginning if this is its first node
     * @return when the installation began; fails with {@link ConfigException.BadValue} if this node or this build differs from the recorded
     *     values
     */
    static CompletionStage<Instant> check(CqlSession session, Config config, List<Slices> all, Instant now) {
        CompletionStage<Void> checked =
                require(session, SHARDS, config.getString(SHARDS), "Set this node's configuration to that value.");
        for (Slices slices : all) {
            checked = checked.thenCompose(same -> require(
                    session,
                    "slices." + slices.kind(),
                    Integer.toString(slices.count()),
                    "Use an unmodified build; in this one the number was changed."));
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
