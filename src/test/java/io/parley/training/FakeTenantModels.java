package io.parley.training;

import akka.Done;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.language.engine.TenantModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Models in memory. */
public final class FakeTenantModels implements TenantModels {

    private record Kept(Version version, byte[] bytes) {}

    private final Map<TenantId, List<Kept>> kept = new HashMap<>();
    private final Map<TenantId, String> used = new HashMap<>();
    private final Map<String, byte[]> phrases = new HashMap<>();
    private int installed;
    private @Nullable RuntimeException away;
    private CompletableFuture<Void> askedAgain = new CompletableFuture<>();

    @Override
    public synchronized CompletionStage<List<Version>> versions(TenantId tenant) {
        return CompletableFuture.completedFuture(
                kept.getOrDefault(tenant, List.of()).stream().map(Kept::version).toList());
    }

    @Override
    public synchronized CompletionStage<Map<TenantId, String>> inUse() {
        RuntimeException failure = away;
        if (failure != null) {
            askedAgain.complete(null);
            return CompletableFuture.failedFuture(failure);
        }
        return CompletableFuture.completedFuture(Map.copyOf(used));
    }

    @Override
    public synchronized CompletionStage<byte[]> read(TenantId tenant, String version) {
        return find(tenant, version)
                .map(found -> CompletableFuture.completedFuture(found.bytes()))
                .orElseGet(() -> CompletableFuture.failedFuture(unknown()));
    }

    private Optional<Kept> find(TenantId tenant, String version) {
        return kept.getOrDefault(tenant, List.of()).stream()
                .filter(one -> one.version().version().equals(version))
                .findFirst();
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such version.");
    }

    @Override
    public synchronized CompletionStage<Version> install(TenantId tenant, Origin origin, byte[] model, boolean use) {
        Version version = new Version(
                "v" + ++installed,
                origin,
                TenantModel.particulars(model),
                model.length,
                Instant.ofEpochSecond(1_800_000_000L + installed));
        List<Kept> all = kept.computeIfAbsent(tenant, t -> new ArrayList<>());
        all.add(0, new Kept(version, model));
        if (use) {
            used.put(tenant, version.version());
        }
        for (Origin of : Origin.values()) {
            List<Kept> old = all.stream()
                    .filter(one -> one.version().origin() == of)
                    .skip(of == Origin.TRAINED ? KEPT : 1)
                    .filter(one -> !one.version().version().equals(used.get(tenant)))
                    .toList();
            all.removeAll(old);
        }
        return CompletableFuture.completedFuture(version);
    }

    @Override
    public synchronized CompletionStage<Done> use(TenantId tenant, String version) {
        if (find(tenant, version).isEmpty()) {
            return CompletableFuture.failedFuture(unknown());
        }
        used.put(tenant, version);
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public synchronized CompletionStage<Optional<byte[]>> phrases(TenantId tenant, PhraseKind kind) {
        return CompletableFuture.completedFuture(Optional.ofNullable(phrases.get(tenant + "/" + kind)));
    }

    @Override
    public synchronized CompletionStage<Done> keepPhrases(TenantId tenant, PhraseKind kind, byte[] file) {
        phrases.put(tenant + "/" + kind, file);
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    /** All further calls fail. */
    synchronized void away(RuntimeException failure) {
        away = failure;
        askedAgain = new CompletableFuture<>();
    }

    /** Completes with the first call after that. */
    synchronized CompletableFuture<Void> askedAgain() {
        return askedAgain;
    }

    /** Damages the stored copy of the tenant's model in use. */
    synchronized void damage(TenantId tenant, String version) {
        find(tenant, version).ifPresent(found -> found.bytes()[found.bytes().length / 2] ^= 1);
    }
}
