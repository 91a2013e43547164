package io.parley.edge.auth;

import akka.Done;
import io.parley.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Revocations in memory. */
public final class FakeRevocations implements Revocations.Store {

    /** Whether the fake database accepts revocations. */
    public volatile boolean answers = true;

    private final List<Revocations.Revocation> all = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Done> add(Revocations.Revocation revocation, Revocations.RetentionTimes keep) {
        if (!answers) {
            return CompletableFuture.failedStage(new IllegalStateException("no database"));
        }
        all.add(revocation);
        return CompletableFuture.completedStage(Done.getInstance());
    }

    @Override
    public CompletionStage<List<Revocations.Revocation>> since(Instant moment) {
        return CompletableFuture.completedStage(
                all.stream().filter(one -> !one.notBefore().isBefore(moment)).toList());
    }

    @Override
    public CompletionStage<Optional<Instant>> newest(Revocations.Subject subject, TenantId tenant, String id) {
        return CompletableFuture.completedStage(all.stream()
                .filter(one -> one.subject() == subject
                        && one.tenant().equals(tenant)
                        && one.id().equals(id))
                .map(Revocations.Revocation::notBefore)
                .max(Comparator.naturalOrder()));
    }
}
