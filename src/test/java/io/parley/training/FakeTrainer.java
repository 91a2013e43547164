package io.parley.training;

import io.parley.language.embedding.Embedder;
import io.parley.language.embedding.FakeEmbedder;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TrainingPhrases;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Really trains, by wording alone, when the test lets it. */
public final class FakeTrainer implements Trainer {

    private final Embedder embedder;

    public FakeTrainer() {
        this(FakeEmbedder.WORDING);
    }

    public FakeTrainer(Embedder embedder) {
        this.embedder = embedder;
    }

    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile @Nullable String complaint;

    /** Blocks training until {@link #release}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void release() {
        held.countDown();
    }

    /** The problem it reports from now on; null for none. */
    public void complain(@Nullable String about) {
        complaint = about;
    }

    @Override
    public byte[] train(TrainingPhrases phrases, IntConsumer percent) throws InterruptedException {
        percent.accept(50);
        held.await();
        String said = complaint;
        if (said != null) {
            throw new TrainingFailed(said);
        }
        return TenantModel.train(embedder, phrases, Instant.EPOCH, percent).toBytes();
    }
}
