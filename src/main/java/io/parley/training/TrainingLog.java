package io.parley.training;

import akka.Done;
import io.parley.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The state of trainings, shared by all nodes. */
public interface TrainingLog {

    /**
     * Acquires the tenant's lock for this training; returns false if another training holds it. The lock expires a minute after its last
     * renewal.
     */
    CompletionStage<Boolean> begin(TenantId tenant, Training training);

    /** Stores the progress and renews the lock; releases it when the training has ended. */
    CompletionStage<Done> save(TenantId tenant, Training training);

    CompletionStage<Optional<Training>> find(TenantId tenant, String id);
}
