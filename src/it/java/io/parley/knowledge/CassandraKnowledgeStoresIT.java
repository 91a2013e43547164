package io.parley.knowledge;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.MigratedCassandra;
import io.parley.directory.CassandraPublishedArticles;
import io.parley.directory.PublishedArticles;
import io.parley.edge.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class CassandraKnowledgeStoresIT extends KnowledgeStoresContract {

    private static CqlSession session;

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
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
