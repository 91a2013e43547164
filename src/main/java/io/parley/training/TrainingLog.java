package io.parley.training;

import akka.Done;
import io.parley.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How trainings go, for whichever node is asked. */
public interface TrainingLog {

    /** Whether the tenant's turn is this training's now: there is one at a time. Given up when it is not renewed for a minute. */
    CompletionStage<Boolean> begin(TenantId tenant, Training training);

    /** Writes down how far it is and renews its turn; the turn is over when it has ended. */
    CompletionStage<Done> save(TenantId tenant, Training training);

    CompletionStage<Optional<Training>> find(TenantId tenant, String id);
}
