package io.parley.site;

import akka.actor.typed.ActorSystem;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.parley.directory.Directory;
import io.parley.links.Entities;
import io.parley.privacy.Keyring;
import io.parley.signing.SigningSecrets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The node that a {@link Component} is part of.
 *
 * @param roles of this node
 * @param parley the section {@code parley} of the configuration
 * @param database empty only in tests that replace every store
 * @param json the mapper for whatever is stored or shown as JSON
 * @param signing the secrets that Parley and the companies' systems sign with
 * @param entities those of the whole cluster
 * @param shards those that this node may hold
 */
public record Site(
        ActorSystem<?> system,
        Set<Role> roles,
        Config parley,
        Optional<Database> database,
        ObjectMapper json,
        Clock clock,
        Directory directory,
        Keyring keyring,
        SigningSecrets signing,
        Entities entities,
        Shards shards) {

    /** Two views of the same connection. */
    public record Database(CassandraSession streams, CqlSession session) {}

    /** @throws IllegalStateException if there is none */
    public CqlSession cassandra() {
        return database.orElseThrow(() -> new IllegalStateException("this site has no database"))
                .session();
    }

    /** How long to wait for an entity's answer before the caller has to retry. */
    public Duration askTimeout() {
        return parley.getDuration("ask-timeout");
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Closes something when the system has ended. */
    public void closeAtEnd(Runnable close) {
        system.getWhenTerminated().whenComplete((done, failure) -> close.run());
    }
}
