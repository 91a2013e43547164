package io.parley.edge.auth;

import akka.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Revocations in memory. */
public final class FakeRevocations implements Revocations.Store {

    private final List<Revocations.Revocation> all = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Done> add(Revocations.Revocation revocation, Duration keep) {
        all.add(revocation);
        return CompletableFuture.completedStage(Done.getInstance());
    }

    @Override
    public CompletionStage<List<Revocations.Revocation>> since(Instant moment) {
        return CompletableFuture.completedStage(
                all.stream().filter(one -> !one.notBefore().isBefore(moment)).toList());
    }
}
