package io.parley.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.MigratedCassandra;
import io.parley.directory.CassandraPublishedArticles;
import io.parley.directory.PublishedArticles;
import io.parley.edge.kit.Json;
import io.parley.language.Language;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraKnowledgeStoresIT extends KnowledgeStoresContract {

    private static CqlSession session;

    private final Keyring keyring = TestKeys.keyring();

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
        return new CassandraOpenQuestions(session, keyring);
    }

    @Override
    VectorStore vectors() {
        return new CassandraVectorStore(session);
    }

    @Override
    void knows(CustomerId customer) {
        await(keyring.toSeal(tenant, customer));
    }

    @Test
    void showsTheWordsOfSomebodyElseOnceTheLastOnesKeyIsDestroyed() {
        await(questions().record(tenant, asked("q", "019a-1", 3, 1)));
        await(questions().record(tenant, asked("q", "019a-2", 3, 2)));
        await(questions().record(tenant, asked("lonely", "019a-2", 9, 3)));

        await(keyring.destroy(tenant, new CustomerId("c-019a-2")));

        assertThat(await(questions().list(tenant, OpenQuestions.State.OPEN)))
                .singleElement()
                .satisfies(question -> {
                    assertThat(question.words()).isEqualTo("q in 019a-1");
                    assertThat(question.count()).isEqualTo(2);
                });
        assertThat(await(questions().get(tenant, "lonely"))).isEmpty();
        await(questions()
                .record(
                        tenant,
                        new OpenQuestions.QuestionOccurrence(
                                "late",
                                new CustomerId("c-019a-2"),
                                new ConversationId("019a-2"),
                                12,
                                NOW,
                                Language.EN,
                                "too late")));
        assertThat(await(questions().get(tenant, "late"))).isEmpty();
    }

    /** As a node that ends between the two writes of a version leaves it. */
    private void writtenHalfway(ArticleVersion version) throws Exception {
        session.execute(
                "INSERT INTO parley.knowledge_version (tenant, article, version, entry) VALUES (?, ?, ?, ?)",
                tenant.value(),
                version.article(),
                version.version(),
                Json.mapper().writeValueAsString(version));
        assertThat(await(articles().all(tenant))).isEmpty();
    }

    @Test
    void listsAVersionThatWasWrittenHalfwayWhenItIsAddedAgain() throws Exception {
        writtenHalfway(version("a", 1, "first attempt"));
        // A draft is sealed again, so another attempt never writes the same bytes.
        assertThat(await(articles().add(tenant, version("a", 1, "second attempt"))))
                .isFalse();
        assertThat(await(articles().all(tenant))).containsExactly(version("a", 1, "first attempt"));
    }

    @Test
    void listsAVersionThatWasWrittenHalfwayWhenTheArticleIsRead() throws Exception {
        writtenHalfway(version("a", 1, "me"));
        assertThat(await(articles().versions(tenant, "a", 200))).containsExactly(version("a", 1, "me"));
        assertThat(await(articles().all(tenant))).containsExactly(version("a", 1, "me"));
    }

    @Override
    PublishedArticles published() {
        return new CassandraPublishedArticles(session);
    }
}
