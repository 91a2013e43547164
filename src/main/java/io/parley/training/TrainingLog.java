package io.parley.training;

import akka.Done;
import io.parley.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The state of trainings, for whichever node is asked. */
public interface TrainingLog {

    /**
     * Returns whether the tenant's turn is now this training's: there is one at a time. It is lost when it is not renewed for a minute.
     */
    CompletionStage<Boolean> begin(TenantId tenant, Training training);

    /** Stores the progress and renews the turn; the turn is over when the training has ended. */
    CompletionStage<Done> save(TenantId tenant, Training training);

    CompletionStage<Optional<Training>> find(TenantId tenant, String id);
}
