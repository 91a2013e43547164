package io.parley.training;

import io.parley.language.engine.TrainingPhrases;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Makes models. */
public interface Trainer {

    /** Reports why no model can be made from the phrases; the message says what to do. */
    final class TrainingFailed extends RuntimeException {
        public TrainingFailed(String message) {
            super(message);
        }
    }

    /**
     * Blocks until the training is over: half a minute for ten thousand phrases.
     *
     * @param percent receives the progress
     * @return the bytes of a {@link io.parley.language.engine.TenantModel}
     * @throws TrainingFailed when no model can be made
     */
    byte[] train(TrainingPhrases phrases, IntConsumer percent) throws IOException, InterruptedException;
}
