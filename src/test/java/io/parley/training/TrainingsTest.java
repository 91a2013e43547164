package io.parley.training;

import static io.parley.edge.EdgeFixture.await;
import static io.parley.edge.EdgeFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ErrorCode;
import io.parley.TenantId;
import io.parley.language.Phrases;
import io.parley.training.Training.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingsTest {

    private static final TenantId SHOP = new TenantId("shop");

    private final FakeTenantModels models = new FakeTenantModels();
    private final FakeTrainingLog log = new FakeTrainingLog();
    private final FakeTrainer trainer = new FakeTrainer();
    private final Trainings trainings = new Trainings(models, log, trainer, Clock.systemUTC());

    @AfterEach
    void close() {
        trainer.release();
        trainings.close();
    }

    private Training ended(Training training) {
        eventually(() -> await(trainings.find(SHOP, training.id())).hasEnded());
        return await(trainings.find(SHOP, training.id()));
    }

    private Training startIntents() {
        return await(trainings.start(SHOP, PhraseKind.INTENTS, Phrases.file(Phrases.intents())));
    }

    @Test
    void trainsInstallsAndSaysHowGoodItIs() {
        Training ended = ended(startIntents());

        assertThat(ended.phase()).isEqualTo(Phase.DONE);
        assertThat(ended.percent()).isEqualTo(100);
        assertThat(await(models.inUse())).containsEntry(SHOP, Objects.requireNonNull(ended.version()));
        assertThat(Objects.requireNonNull(ended.intents()).accuracy()).isGreaterThan(0.8);
        assertThat(ended.emotions()).isNull();
    }

    @Test
    void theOtherKindStaysWhatItWas() {
        ended(startIntents());
        Training second = ended(await(trainings.start(SHOP, PhraseKind.EMOTIONS, Phrases.file(Phrases.emotions()))));

        assertThat(Objects.requireNonNull(second.intents()).labels()).isEqualTo(2);
        assertThat(Objects.requireNonNull(second.emotions()).labels()).isEqualTo(3);
    }

    @Test
    void oneAtATime() {
        trainer.hold();
        Training first = startIntents();

        TenantModelsContract.refuses(
                ErrorCode.NOT_POSSIBLE_NOW,
                trainings.start(SHOP, PhraseKind.EMOTIONS, Phrases.file(Phrases.emotions())));
        assertThat(await(trainings.find(SHOP, first.id())).phase()).isEqualTo(Phase.TRAINING);
        eventually(() -> await(trainings.find(SHOP, first.id())).percent() > 0);
        trainer.release();
        ended(first);
        assertThat(ended(startIntents()).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void whatFailsSaysWhyAndChangesNothing() {
        String before = Objects.requireNonNull(ended(startIntents()).version());
        trainer.complain("These phrases are all alike.");

        Training failed = ended(await(trainings.start(SHOP, PhraseKind.EMOTIONS, Phrases.file(Phrases.emotions()))));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.error()).isEqualTo("These phrases are all alike.");
        assertThat(await(models.inUse())).containsEntry(SHOP, before);
        assertThat(await(models.phrases(SHOP, PhraseKind.EMOTIONS))).isEmpty();
        trainer.complain(null);
        assertThat(ended(startIntents()).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void aTrainingWhoseNodeEndedHasFailed() {
        Clock past = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        Training lost = Training.begun("lost", PhraseKind.INTENTS, past.instant());
        await(log.begin(SHOP, lost));

        assertThat(await(trainings.find(SHOP, "lost")).phase()).isEqualTo(Phase.FAILED);
        TenantModelsContract.refuses(ErrorCode.NOT_FOUND, trainings.find(SHOP, "never"));
        TenantModelsContract.refuses(ErrorCode.NOT_FOUND, trainings.find(new TenantId("other"), "lost"));
    }
}
