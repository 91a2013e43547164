package io.parley.training;

import akka.Done;
import io.parley.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Trainings in memory. */
public final class FakeTrainingLog implements TrainingLog {

    private final Map<String, Training> trainings = new HashMap<>();
    private final Map<TenantId, String> turns = new HashMap<>();

    @Override
    public synchronized CompletionStage<Boolean> begin(TenantId tenant, Training training) {
        boolean begun = turns.putIfAbsent(tenant, training.id()) == null;
        if (begun) {
            trainings.put(tenant + "/" + training.id(), training);
        }
        return CompletableFuture.completedFuture(begun);
    }

    @Override
    public synchronized CompletionStage<Done> save(TenantId tenant, Training training) {
        trainings.put(tenant + "/" + training.id(), training);
        if (training.hasEnded()) {
            turns.remove(tenant, training.id());
        }
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public synchronized CompletionStage<Optional<Training>> find(TenantId tenant, String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(trainings.get(tenant + "/" + id)));
    }
}
