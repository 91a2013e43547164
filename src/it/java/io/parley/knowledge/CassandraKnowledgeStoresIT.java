package io.parley.knowledge;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.parley.directory.CassandraPublishedArticles;
import io.parley.directory.PublishedArticles;
import io.parley.edge.Json;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.schema.SchemaMigrator;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class CassandraKnowledgeStoresIT extends KnowledgeStoresContract {

    private static CqlSession session;

    @BeforeAll
    static void connect() {
        session = CqlSession.builder()
                .addContactPoint(EmbeddedPair.shared().cassandra().contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .build())
                .build();
        new SchemaMigrator(session, SchemaMigrator.SINGLE_NODE, Clock.systemUTC()).migrate();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    @Override
    ArticleStore articles() {
        return new CassandraArticleStore(session, Json.mapper());
    }

    @Override
    OpenQuestions questions() {
        return new CassandraOpenQuestions(session);
    }

    @Override
    PublishedArticles published() {
        return new CassandraPublishedArticles(session);
    }
}
