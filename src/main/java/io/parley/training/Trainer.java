package io.parley.training;

import io.parley.language.engine.TrainingPhrases;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Trains models. */
public interface Trainer {

    /** No model can be trained from the phrases; the message says why and what to do. */
    final class TrainingFailed extends RuntimeException {
        public TrainingFailed(String message) {
            super(message);
        }
    }

    /**
     * Blocks until the training has ended: half a minute for ten thousand phrases.
     *
     * @param percent receives the progress
     * @return the bytes of a {@link io.parley.language.engine.TenantModel}
     * @throws TrainingFailed if no model can be trained
     */
    byte[] train(TrainingPhrases phrases, IntConsumer percent) throws IOException, InterruptedException;
}
