package io.parley.training;

import io.parley.language.engine.TrainingPhrases;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Makes models. */
public interface Trainer {

    /** What keeps phrases from becoming a model; the message says what to do. */
    final class TrainingFailed extends RuntimeException {
        public TrainingFailed(String message) {
            super(message);
        }
    }

    /**
     * Blocks for the time that it takes: half a minute for ten thousand phrases.
     *
     * @param percent told how much is done
     * @return the bytes of a {@link io.parley.language.engine.TenantModel}
     * @throws TrainingFailed when no model comes of it
     */
    byte[] train(TrainingPhrases phrases, IntConsumer percent) throws IOException, InterruptedException;
}
