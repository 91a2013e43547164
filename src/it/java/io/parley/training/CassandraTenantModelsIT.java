package io.parley.training;

import static io.parley.edge.EdgeFixture.await;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.MigratedCassandra;
import io.parley.edge.kit.Json;
import io.parley.language.Phrases;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.embedding.FakeEmbedder;
import io.parley.language.engine.ModelledLanguage.Active;
import io.parley.language.engine.TenantModel;
import io.parley.training.TenantModels.Origin;
import io.parley.training.Training.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraTenantModelsIT extends TenantModelsContract {

    private static CqlSession session;

    private final TenantModels models = new CassandraTenantModels(session);
    private final TrainingLog log = new CassandraTrainingLog(session, Json.mapper());

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    @Override
    TenantModels models() {
        return models;
    }

    private String used(ActiveModels active) {
        return active.active(tenant).map(Active::version).orElse("none");
    }

    @Test
    void aNodeFollowsWithinSecondsAndRefusesWhatIsNotWhole() {
        String first =
                await(models.install(tenant, Origin.IMPORTED, MODEL, true)).version();
        try (ActiveModels active = new ActiveModels(models, FakeEmbedder.WORDING, Duration.ofMillis(100))) {
            await(active.ready());
            assertThat(used(active)).isEqualTo(first);

            String torn =
                    await(models.install(tenant, Origin.TRAINED, MODEL, false)).version();
            session.execute(
                    "DELETE FROM parley.language_model_chunks WHERE tenant = ? AND version = ? AND n = 0",
                    tenant.value(),
                    java.util.UUID.fromString(torn));
            await(models.use(tenant, torn));
            String second =
                    await(models.install(tenant, Origin.TRAINED, MODEL, true)).version();
            eventually(() -> used(active).equals(second));

            await(models.use(tenant, torn));
            await(models.use(tenant, first));
            eventually(() -> used(active).equals(first));
        }
    }

    @Test
    void oneTrainingOfATenantHasTheTurnUntilItEnds() {
        Training one =
                Training.begun("one", PhraseKind.INTENTS, Clock.systemUTC().instant());
        Training other = Training.begun("other", PhraseKind.INTENTS, one.startedAt());

        assertThat(await(log.begin(tenant, one))).isTrue();
        assertThat(await(log.begin(tenant, other))).isFalse();
        await(log.save(tenant, one.at(Phase.TRAINING, 40, one.startedAt())));
        assertThat(await(log.begin(tenant, other))).isFalse();
        assertThat(await(log.find(tenant, "one")).orElseThrow().percent()).isEqualTo(40);
        assertThat(await(log.find(tenant, "other"))).isEmpty();
        Training failed = one.failed("no luck", one.startedAt());
        await(log.save(tenant, failed));

        assertThat(await(log.find(tenant, "one"))).contains(failed);
        assertThat(await(log.begin(tenant, other))).isTrue();
    }

    @Test
    void trainsInAProcessOfItsOwnWithTheModelsThatAreShipped() {
        try (Trainings trainings = new Trainings(models, log, new TrainingProcess(1), Clock.systemUTC());
                BilingualEmbedder embedder = BilingualEmbedder.shipped(10)) {
            assertThat(embedder.id()).isEqualTo(BilingualEmbedder.SHIPPED);
            await(models.keepPhrases(tenant, PhraseKind.EMOTIONS, Phrases.file(Phrases.emotions())));
            Training begun = await(trainings.start(tenant, PhraseKind.INTENTS, Phrases.file(Phrases.intents())));
            eventually(Duration.ofMinutes(8), () -> await(trainings.find(tenant, begun.id()))
                    .hasEnded());

            Training ended = await(trainings.find(tenant, begun.id()));
            assertThat(ended.error()).isNull();
            byte[] bytes = await(models.read(tenant, Objects.requireNonNull(ended.version())));
            TenantModel model = TenantModel.of(bytes, embedder);
            // Unseen words, recognised by their meaning.
            assertThat(model.intents()
                            .orElseThrow()
                            .classify("has my package been shipped", 1)
                            .best()
                            .label())
                    .isEqualTo("order_status");
            assertThat(model.emotions()).isPresent();
        }
    }
}
