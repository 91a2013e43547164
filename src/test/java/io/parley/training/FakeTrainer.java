package io.parley.training;

import io.parley.language.embedding.Embedder;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TrainingPhrases;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Really trains, by wording alone, when it is let. */
public final class FakeTrainer implements Trainer {

    /** Understands nothing. */
    public static final Embedder WORDING = wording("wording");

    private final Embedder embedder;

    public FakeTrainer() {
        this(WORDING);
    }

    public FakeTrainer(Embedder embedder) {
        this.embedder = embedder;
    }

    /** Understands nothing under this id. */
    public static Embedder wording(String id) {
        return new Wording(id);
    }

    private record Wording(String id) implements Embedder {
        @Override
        public int dimensions() {
            return 4;
        }

        @Override
        public float[] embed(String text) {
            return new float[4];
        }

        @Override
        public void close() {}
    }

    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile @Nullable String complaint;

    /** Until {@link #release} nothing is trained. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void release() {
        held.countDown();
    }

    /** What it says of all phrases from now on; null for nothing. */
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
